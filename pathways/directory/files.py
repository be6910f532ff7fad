"""A published version as plain values: for a table, and for people's own scripts."""

from collections.abc import Iterator
from typing import Any, Final

from pathways.directory.queries import PublishedView
from pathways.domain.framework.edition import Competency
from pathways.domain.pathway.content import judge
from pathways.domain.pathway.report import plain_report
from pathways.domain.rule.proportion import INTRODUCED
from pathways.domain.rule.standards import Standard
from pathways.domain.words import listed

COLUMNS: Final = (
    "code",
    "level",
    "theme",
    "strand",
    "label",
    "in_it",
    "treatment",
    "module",
    "module_title",
    "minutes",
    "note",
    "backed",
    "lacks",
)
"""The columns of the table; a column that is there keeps its name and meaning."""


def list_competencies(view: PublishedView) -> Iterator[tuple[str, ...]]:
    """Give a row for each mapping, and one for each competency of the lines that is not in it.

    They stand in printed order, those of other levels among them.
    """
    mask = view.measured.proportion.mask | view.edition.mask(view.treated)
    for item in view.edition.members(mask):
        about = _about(view, item)
        for one in view.treated.get(item.code, ()):
            minutes = str(one.minutes) if one.minutes else ""
            treatment = one.treatment.word
            module = view.measured.proportion.modules[one.number - 1]
            backed = "yes" if module.backed[INTRODUCED] & item.mask else "no"
            lacks = listed([lack.word for lack in view.lacks(item.code, one)])
            where = (str(one.number), one.title, minutes, one.evidence)
            yield (*about, "yes", treatment, *where, backed, lacks)
        if item.code not in view.treated:
            yield (*about, "no", *[""] * 7)


def _about(view: PublishedView, item: Competency) -> tuple[str, ...]:
    lines = {line.key: line.name for line in view.edition.lines(item.level)}
    strand = view.edition.by_strand[item.strand].name if item.strand else ""
    return item.code, str(item.level), lines[item.line_key], strand, item.label


def plain_published(view: PublishedView, standard: Standard, address: str) -> dict[str, Any]:
    """Return the report on a published version, and which version of whose it is."""
    report = view.report
    if standard != report.standard:
        report = judge(view.edition, view.content, standard, view.thresholds)
    return {
        "pathway": {"id": view.pathway_id, "title": view.content.title, "address": address},
        "version": view.number,
        "digest": view.digest,
        "provider": view.provider,
        "published_at": view.published_at.isoformat(),
        **plain_report(
            report,
            view.content,
            view.measured,
            view.sentence,
            is_frozen=True,
            has_remarks=False,
        ),
    }
