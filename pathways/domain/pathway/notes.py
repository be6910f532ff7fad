"""Which evidence notes are notes of their own: long enough, and not copied all over a pathway."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Final, NamedTuple

from pathways.domain.rule.proportion import DEFAULTS, Thresholds

_KEPT: Final = 12
"""Hexadecimal places kept of a note: two different ones look alike once in many millions."""


def fold(text: str) -> str:
    """Return what makes a text different from others: its letters and digits, whatever their case.

    Blanks, punctuation and signs that nobody sees make no difference.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LEFT_OUT)
    if plain.isascii():
        return plain
    return "".join([one for one in plain if one.isalnum() or _stands_on_a_letter(one)])


_LEFT_OUT: Final = {code: None for code in range(128) if not chr(code).isalnum()}
_DIGITS: Final = dict.fromkeys(map(ord, "0123456789"))
"""What is left out of ASCII, for `translate`: a course has hundreds of notes, nearly all in it."""


def _stands_on_a_letter(character: str) -> bool:
    """Whether this is a sign that many scripts write vowels with."""
    return not character.isascii() and unicodedata.category(character)[0] == "M"


def note_mark(text: str) -> str:
    """Return what tells one note from another as it is written: what somebody saw who changes it.

    It is of the note's words alone, so that another treatment meanwhile stands in nobody's way.
    """
    return _digest(text)


def note_key(text: str, thresholds: Thresholds = DEFAULTS) -> str:
    """Return a short key by which notes are known to be the same; empty for one too short.

    Its first half tells notes apart, its second tells them apart with all digits left out.
    """
    seen = " ".join(text.split())
    length = len(seen)
    if not seen.isascii():
        # Signs that nobody sees make no note longer.
        length -= sum([1 for one in seen if unicodedata.category(one) == "Cf"])
    if length < thresholds.characters:
        return ""
    folded = fold(text)
    if not folded:
        return ""
    bare = folded.translate(_DIGITS)
    if not bare.isascii():
        bare = "".join([character for character in bare if not character.isdigit()])
    return _digest(folded) + _digest(bare)


def _digest(text: str) -> str:
    # No secret and no seal: only a short name for a text, which must be the same everywhere.
    return hashlib.blake2b(text.encode(), digest_size=_KEPT // 2).hexdigest()


class Copied(NamedTuple):
    """Where a note stands that stands on too many mappings: on what, and in how many modules."""

    competencies: int
    modules: int


@dataclass(frozen=True, slots=True)
class Notes:
    """What is known of all notes of a pathway, by their keys.

    `copied` says of each note that stands on too many mappings where it stands; the most
    first. `numbered` counts, for each group of notes that differ in nothing but a number,
    how many mappings they stand on; the most first.
    """

    own: frozenset[str]
    copied: tuple[Copied, ...]
    numbered: tuple[int, ...]


def compare_notes(modules: Iterable[Mapping[str, str]], thresholds: Thresholds = DEFAULTS) -> Notes:
    """Compare the notes of a pathway: for each module, the key of each competency's note.

    `own` holds the keys of those that are notes of their own. An empty key is no note.
    """
    modules = tuple(modules)
    stands = Counter(key for module in modules for key in module.values() if key)
    own = frozenset(key for key, count in stands.items() if count <= thresholds.copies)
    alike: dict[str, list[int]] = {}
    for key in own:
        alike.setdefault(key[_KEPT:], []).append(stands[key])
    # One note alone differs from none.
    groups = [sum(counts) for counts in alike.values() if len(counts) > 1]
    return Notes(
        own,
        _find_copied(modules, stands.keys() - own),
        tuple(sorted((count for count in groups if count > thresholds.numbered), reverse=True)),
    )


def _find_copied(modules: Iterable[Mapping[str, str]], keys: Set[str]) -> tuple[Copied, ...]:
    """Return where each of these notes stands, the one on most competencies first."""
    if not keys:
        return ()
    # One competency in several modules is still one.
    codes: dict[str, set[str]] = {key: set() for key in keys}
    stands: Counter[str] = Counter()
    for module in modules:
        here = {key for key in module.values() if key in keys}
        stands.update(here)
        for code, key in module.items():
            if key in keys:
                codes[key].add(code)
    found = [Copied(len(codes[key]), stands[key]) for key in keys]
    return tuple(sorted(found, reverse=True))
