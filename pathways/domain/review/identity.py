"""What a workbook says of itself, so that it is known when it comes back.

The values travel in the file, signed by the web base. They say what was exported and which
findings stood on its Review sheet then, so that a change can be told from what was there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from pathways.domain.review.finding import Finding

PROPERTY: Final = "PathwaysIdentity"
"""Name of the document property by which a workbook that comes back is known.

Spreadsheets keep 255 characters of such a property; a longer text goes on in
`PathwaysIdentity2` and so on.
"""
PIECE: Final = 240
MARK: Final = "Mark of this workbook, leave it"
"""What stands left of the cell that holds the identity once more.

Some programs, Google Sheets among them, keep no properties of a document.
"""

_MARKS: Final = {finding: finding.name for finding in Finding}


@dataclass(frozen=True, slots=True)
class Identity:
    """The origin of one exported workbook.

    Either `submission` with its version and commissioner is given, or `pathway` for a draft.
    `digest` is that of the content, `standard` the key of the standard judged by, `changed_at`
    the date printed in a draft (seconds since 1970), `last_step` the instant of the last step of
    a submission, and `findings` what stood on Review, by row. `generation` is the form of the
    workbook, 0 where it was written before this was kept.
    """

    digest: str
    standard: str
    submission: str = ""
    version: str = ""
    commissioner: str = ""
    pathway: str = ""
    changed_at: int = 0
    last_step: int = 0
    generation: int = 0
    findings: Mapping[str, Finding] = field(default_factory=dict)

    @property
    def is_draft(self) -> bool:
        """Whether it was exported from a draft, which nobody can review in a workbook."""
        return not self.submission

    def to_plain(self) -> dict[str, Any]:
        """Return the values as JSON, short, for a document property has little room."""
        marks: dict[str, str] = {}
        for row, finding in sorted(self.findings.items()):
            name = _MARKS[finding]
            marks[name] = f"{marks[name]} {row}" if name in marks else row
        plain: dict[str, Any] = {
            "d": self.digest,
            "k": self.standard,
            "s": self.submission,
            "v": self.version,
            "c": self.commissioner,
            "p": self.pathway,
            "t": self.changed_at,
            "l": self.last_step,
            "g": self.generation,
            "f": marks,
        }
        return {key: value for key, value in plain.items() if value}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Build an identity from `to_plain`; ValueError or KeyError for anything else."""
        texts = {key: str(plain.get(key, "")) for key in ("s", "v", "c", "p")}
        return cls(
            digest=str(plain["d"]),
            standard=str(plain["k"]),
            submission=texts["s"],
            version=texts["v"],
            commissioner=texts["c"],
            pathway=texts["p"],
            changed_at=int(plain.get("t", 0)),
            last_step=int(plain.get("l", 0)),
            generation=int(plain.get("g", 0)),
            findings={
                row: Finding[name]
                for name, rows in dict(plain.get("f", {})).items()
                for row in str(rows).split()
            },
        )
