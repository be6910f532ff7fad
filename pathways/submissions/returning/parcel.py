"""What a preview of a workbook showed, so that exactly that is taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from pathways.domain.review.finding import Finding
from pathways.domain.review.returning import NOTHING, Change, Entry, Standing, Weighed, weigh


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a preview showed, to be applied exactly so.

    `exported` are the findings that stood when the file was exported, at `exported_at`, `seen`
    those that stood when the preview was shown. `offered` are comments that are taken only where
    somebody says so. `older` is the number of the version that the
    file belongs to where it is carried over from one, 0 otherwise. `mark` is the file's SHA-256.
    """

    submission: str
    person: str
    name: str
    mark: str
    entries: tuple[Entry, ...]
    exported: Mapping[str, Finding]
    exported_at: int
    seen: Mapping[str, Finding]
    older: int = 0
    offered: tuple[Entry, ...] = ()

    def weigh(self, standing: Mapping[str, Standing]) -> Weighed:
        """Return what it would change, against what stands."""
        return self._weigh(self.entries, standing)

    def weigh_offered(self, standing: Mapping[str, Standing]) -> tuple[Change, ...]:
        """Return the comments to be asked about, without those that were said already."""
        return self._weigh(self.offered, standing).changes

    def _weigh(self, entries: Iterable[Entry], standing: Mapping[str, Standing]) -> Weighed:
        return weigh(
            entries,
            self.exported,
            standing,
            exported_at=self.exported_at,
            is_older=bool(self.older),
        )

    def to_plain(self) -> dict[str, Any]:
        """Return the values as JSON."""
        return {
            "submission": self.submission,
            "person": self.person,
            "name": self.name,
            "mark": self.mark,
            "entries": [entry.to_plain() for entry in self.entries],
            "exported": {row: finding.value for row, finding in self.exported.items()},
            "exported_at": self.exported_at,
            "seen": {row: finding.value for row, finding in self.seen.items()},
            "older": self.older,
            "offered": [entry.to_plain() for entry in self.offered],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Build a parcel from `to_plain`."""
        return cls(
            submission=plain["submission"],
            person=plain["person"],
            name=plain["name"],
            mark=plain["mark"],
            entries=tuple(Entry.from_plain(entry) for entry in plain["entries"]),
            exported={row: Finding(value) for row, value in plain["exported"].items()},
            exported_at=plain["exported_at"],
            seen={row: Finding(value) for row, value in plain["seen"].items()},
            older=plain["older"],
            # A preview that was shown before the app was renewed holds none.
            offered=tuple(Entry.from_plain(entry) for entry in plain.get("offered", ())),
        )


def seen_findings(entries: Iterable[Entry], standing: Mapping[str, Standing]) -> dict[str, Finding]:
    """Return the findings that stand on the rows of a file."""
    found = ((entry.row, standing.get(entry.row, NOTHING).finding) for entry in entries)
    return {row: finding for row, finding in found if finding is not None}


def has_moved(parcel: Parcel, weighed: Weighed) -> bool:
    """Whether a row to be changed is not as the preview showed it."""
    return any(
        change.takes_finding and change.now.finding is not parcel.seen.get(change.row)
        for change in weighed.changes
    )
