"""What would mend a pathway's gaps, nearest first to what its provider has written.

A pure view. It reads every text of a pathway, so that a page or a column asks for it, and a click
never does.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pathways.builder.queries import ModuleView, PathwayView
from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.framework.finding import Finder
from pathways.domain.framework.nearness import Near, OwnText, find_nearest
from pathways.domain.rule.coverage import CoverageReport, LineReport
from pathways.domain.rule.reasons import mending

MENDING_SHOWN: Final = 3
"""How many mending competencies a gap offers in place; the panel offers the rest."""

MANY_TEXTS: Final = 400
"""From so many texts on, the page does not wait for what is nearest to them."""


@dataclass(frozen=True, slots=True)
class Mend:
    """A competency that would mend a gap, with why it is near; empty where nothing speaks of it."""

    competency: Competency
    why: str


@dataclass(frozen=True, slots=True)
class MendView:
    """What a gap offers: the first few, how many there are, and in which strand, if in one alone.

    `asked` is a short mark of what is asked of the line, empty where it is met: as long as it
    stays, so does what is offered. `is_near` says whether any text of the pathway speaks of one.
    `is_ready` is false where it has not been looked for yet.
    """

    key: str
    asked: str = ""
    shown: tuple[Mend, ...] = ()
    total: int = 0
    strand: str = ""
    is_near: bool = False
    is_ready: bool = True
    show: str = "open"
    """What the panel has to show for them: some are in a module already, and want assessing."""


def said_in(view: PathwayView) -> Iterator[OwnText]:
    """Yield what a provider has written of a pathway, and where it stands."""
    yield OwnText(view.content.title, "the pathway's title")
    for module in view.modules:
        yield from said_of(module)


def said_of(module: ModuleView, *, with_notes: bool = True) -> Iterator[OwnText]:
    """Yield what is written of a module: its texts, its outcomes and, if asked for, its notes."""
    where = f"module {module.number}"
    yield OwnText(module.title, f"the title of {where}")
    for name in ("description", "activities", "assessment"):
        if text := getattr(module, name):
            yield OwnText(text, f"the {name} of {where}")
    for outcome in module.outcomes:
        yield OwnText(outcome.text, f"outcome {outcome.number} of {where}")
    for mapping in module.mappings if with_notes else ():
        if mapping.evidence:
            yield OwnText(mapping.evidence, f"your note in {where}")


def is_long(view: PathwayView) -> bool:
    """Whether a pathway has so many texts that its page does not wait for them."""
    return sum(3 + len(m.outcomes) + len(m.mappings) for m in view.modules) > MANY_TEXTS


def nearest_in(view: PathwayView, finder: Finder, codes: Collection[str]) -> dict[str, Near]:
    """Return which of some competencies a pathway's texts speak of."""
    return find_nearest(finder, said_in(view), codes)


def mending_codes(report: CoverageReport) -> set[str]:
    """Return all that would mend a line of a report."""
    mask = 0
    for line in report.lines:
        mask |= mending(line)
    return {item.code for item in report.edition.members(mask)}


def rank_members(members: Sequence[Competency], near: Mapping[str, Near]) -> tuple[Competency, ...]:
    """Return competencies with the nearest first, those that are not near in printed order."""
    return tuple(
        sorted(members, key=lambda item: -near[item.code].score if item.code in near else 0)
    )


def view_mend(edition: Edition, line: LineReport, near: Mapping[str, Near] | None) -> MendView:
    """Return what a line's gap offers; `near` is None where it was not looked for."""
    if not line.unmet:
        return MendView(line.line.key)
    asked = "".join(f"{one.demand.kind[:2]}{one.demand.strand or ''}" for one in line.unmet)
    members = edition.members(mending(line))
    strands = {item.strand for item in members}
    strand = (strands.pop() or "") if len(strands) == 1 else ""
    if near is None:
        return MendView(line.line.key, asked, (), len(members), strand, is_ready=False)
    ranked = rank_members(members, near)
    return MendView(
        line.line.key,
        asked,
        tuple(
            Mend(item, near[item.code].why if item.code in near else "")
            for item in _first(ranked, near)
        ),
        len(members),
        strand,
        is_near=any(item.code in near for item in ranked),
        show="all" if mending(line) & ~line.open_mask else "open",
    )


def _first(ranked: Sequence[Competency], near: Mapping[str, Near]) -> tuple[Competency, ...]:
    """Return the nearest few; where none is near, one of each strand in turn."""
    close = tuple(item for item in ranked if item.code in near)[:MENDING_SHOWN]
    if close:
        return close
    by_strand: dict[str | None, list[Competency]] = {}
    for item in ranked:
        by_strand.setdefault(item.strand, []).append(item)
    turns = [item for few in zip(*by_strand.values(), strict=False) for item in few]
    return tuple(dict.fromkeys((*turns, *ranked)))[:MENDING_SHOWN]
