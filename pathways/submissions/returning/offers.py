"""Words found outside the column for comments, offered as the comments of their rows."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pathways.domain.limits import NOTE_LIMIT
from pathways.domain.review.misplaced import Misplaced
from pathways.domain.review.places import MarkedPlace
from pathways.domain.review.returning import Entry
from pathways.domain.review.sheets import folded, plain
from pathways.submissions.returning.sheet import RefusedRow, Returned
from pathways.text import TextError, clean_text


def offer(
    returned: Returned, misplaced: Iterable[Misplaced], places: Iterable[MarkedPlace]
) -> Returned:
    """Return the same with these words among what is offered, one comment a row."""
    rows = {folded(place.code): place.row for place in places}
    entries = {entry.row: entry for entry in returned.entries}
    offered = {entry.row: entry for entry in returned.offered}
    found_at = {row: list(where) for row, where in returned.found_at.items()}
    refused: list[RefusedRow] = []
    for item in misplaced:
        row = rows.get(folded(item.code))
        if row is None:
            continue
        before, said = offered.get(row), _said(row, offered, entries)
        try:
            words = clean_text(item.words, NOTE_LIMIT)
            if not words or any(plain(words) in text for text in said):
                continue
            both = clean_text(f"{before.comment}\n{words}" if before else words, NOTE_LIMIT)
        except TextError as error:
            refused.append(RefusedRow(item.number, item.code, f"{item.where}: {error}"))
            continue
        offered[row] = replace(before or _entry(row, item, entries), comment=both)
        found_at.setdefault(row, []).append(item.where)
    return replace(
        returned,
        offered=tuple(sorted(offered.values(), key=lambda entry: entry.number)),
        found_at={row: tuple(dict.fromkeys(where)) for row, where in found_at.items()},
        parted=(*returned.parted, *refused),
    )


def _said(row: str, offered: Mapping[str, Entry], entries: Mapping[str, Entry]) -> tuple[str, ...]:
    """Return the comments of a row that the file holds already."""
    found = (one.get(row) for one in (offered, entries))
    return tuple(plain(entry.comment) for entry in found if entry is not None)


def _entry(row: str, item: Misplaced, entries: Mapping[str, Entry]) -> Entry:
    """Make an offer, of whom the row names as its reviewer."""
    named = entries.get(row)
    if named is None:
        return Entry(row, item.number, None)
    return Entry(row, item.number, None, reviewer=named.reviewer, date=named.date)
