"""An edition as one table: a row for each competency, for spreadsheets and other programs."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from pathways.domain.framework.edition import Competency, Edition

HEADS: Final = (
    *("code", "level", "level_name", "theme", "theme_name", "strand", "strand_name"),
    *("label", "scope_note"),
)
WORDED: Final = ("wording", "wording_state", "attribution", "licence")
"""The columns beside them where official wording is given. One that is there keeps its meaning."""


def list_heads(wording: Mapping[str, str]) -> tuple[str, ...]:
    """Return the columns: those of the wording only where there is some."""
    return (*HEADS, *WORDED) if wording else HEADS


def list_competencies(
    edition: Edition, wording: Mapping[str, str], unverified: Collection[str]
) -> Iterator[tuple[str, ...]]:
    """Give a row for each competency in printed order, as long as the columns are."""
    licence = f"{edition.licence} {edition.licence_url}"
    for one in edition.competencies:
        row = _row(edition, one)
        if not wording:
            yield row
        elif one.code not in wording:
            yield (*row, *[""] * len(WORDED))
        else:
            state = "unverified" if one.code in unverified else "verified"
            yield (*row, wording[one.code], state, edition.attribution, licence)


def _row(edition: Edition, one: Competency) -> tuple[str, ...]:
    theme = edition.by_theme.get(one.theme or "")
    strand = edition.by_strand.get(one.strand or "")
    return (
        one.code,
        str(one.level),
        edition.by_level[one.level].name,
        theme.code if theme else "",
        theme.name if theme else "",
        one.strand or "",
        strand.name if strand else "",
        one.label,
        one.scope_note,
    )
