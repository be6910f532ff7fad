"""A user's copy of the published framework: what of it the index recognises.

The copy itself is never kept. It is read by a process without our settings, see `extraction`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pathways.apart import PatienceError, answer_apart
from pathways.domain.framework.fingerprints import Fingerprint, fingerprint

SIZE_LIMIT: Final = 40 * 1024 * 1024
PATIENCE: Final = 120
"""Seconds on the clock; only administrators bring a copy, and a long PDF takes more than one."""

_READER: Final = "pathways.framework.extraction"


class CopyError(ValueError):
    """A file that cannot be read. The message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What was recognised: wording by code, and how many letters follow the last statement."""

    wording: Mapping[str, str]
    letters_after: int


def read_copy(data: bytes, name: str, prints: Mapping[str, Fingerprint]) -> Copy:
    """Find every competency, given as code -> fingerprint, in a file; CopyError if unreadable."""
    if len(data) > SIZE_LIMIT:
        raise CopyError(f"The file is larger than {SIZE_LIMIT // 1024 // 1024} MB")
    wanted = [(one.length, one.sha256) for one in prints.values()]
    head = json.dumps({"name": name, "wanted": wanted}).encode("ascii")
    try:
        answer = json.loads(answer_apart(_READER, head + b"\n" + data, PATIENCE))
    except PatienceError:
        raise CopyError("Reading the file takes too long") from None
    except ValueError:
        # The process was stopped at one of its limits.
        raise CopyError("The file could not be read within the limits of time and memory") from None
    if "problem" in answer:
        raise CopyError(answer["problem"])
    return Copy(_checked(answer["found"], prints), int(answer["tail"]))


def _checked(found: Mapping[str, str], prints: Mapping[str, Fingerprint]) -> dict[str, str]:
    """Keep what its fingerprint proves, in the order of `prints`."""
    return {
        code: found[one.sha256]
        for code, one in prints.items()
        if one.sha256 in found and fingerprint(found[one.sha256]) == one
    }
