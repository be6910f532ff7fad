"""What a plan is asked for: the groups of a brief, and every course that could serve one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.days import read_day
from pathways.domain.framework.edition import Edition
from pathways.domain.need.brief import Brief, Vat
from pathways.domain.need.costs import Price
from pathways.domain.need.needs import join_reach, list_needs
from pathways.domain.need.ranking import ANY_SECTOR, wants_sector
from pathways.domain.pathway.offer import crowded_of, read_cautions
from pathways.domain.pathway.run import Run
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.plan.pricing import CountedPrice, price_for
from pathways.domain.plan.progress import Quote
from pathways.domain.plan.question import (
    Course,
    CourseRun,
    PlanGoal,
    PlanGroup,
    PlanQuestion,
    opened_by,
)
from pathways.domain.rule.depth import DepthCounts, find_depth
from pathways.models.offer import OfferRow, OfferTag
from pathways.models.version import Version
from pathways.records.runs import coming_runs

_MOST: Final = 500
"""How many numbers one statement asks for at most: databases have their limits."""

_COLUMNS: Final = (
    OfferRow.number,
    OfferRow.pathway_id,
    OfferRow.version_id,
    OfferRow.organisation_id,
    OfferRow.title,
    OfferRow.provider,
    OfferRow.level,
    OfferRow.entry_level,
    OfferRow.minutes,
    OfferRow.price_pence,
    OfferRow.price_basis,
    OfferRow.vat,
    OfferRow.group_min,
    OfferRow.group_max,
    OfferRow.standing,
    OfferRow.depth,
    OfferRow.cautions,
    OfferRow.reached,
    OfferRow.developed,
    OfferRow.assessed,
    OfferRow.backed,
    OfferRow.backed_developed,
    OfferRow.backed_assessed,
    Version.number.label("version_number"),
)


def read_question(
    session: Session,
    edition: Edition,
    brief: Brief,
    goal: PlanGoal,
    *,
    quotes: Mapping[str, Quote],
    vat_percent: int,
    today: date,
) -> PlanQuestion:
    """Return the question of a brief. Of courses it holds those that back something asked of it,
    or that open a level to somebody, the best first. `quotes` are what was quoted to this buyer,
    by pathway.
    """
    groups = tuple(_groups(edition, brief))
    return PlanQuestion(
        edition=edition,
        groups=groups,
        courses=_read_courses(session, edition, brief, groups, quotes, today),
        goal=goal,
        budget=brief.budget_pence,
        minutes=brief.minutes,
        musts=brief.musts,
        vat_percent=vat_percent,
        is_reclaimed=brief.vat is Vat.RECLAIMED,
        hour_pence=brief.hour_pence,
        is_shared=brief.is_shared,
        is_entry_open=brief.is_entry_open,
    )


def _groups(edition: Edition, brief: Brief) -> Iterable[PlanGroup]:
    for group in brief.groups:
        (need,) = list_needs(edition, replace(brief, groups=(group,)))
        yield PlanGroup(group.name, group.people, need, group.brings or 0, group.site)


def _read_courses(
    session: Session,
    edition: Edition,
    brief: Brief,
    groups: Sequence[PlanGroup],
    quotes: Mapping[str, Quote],
    today: date,
) -> tuple[Course, ...]:
    asked = join_reach(group.need.plain(group.need.mask) for group in groups)
    # Below what a group needs, a course counts for the level that it opens.
    highest = max((group.need.level for group in groups), default=0)
    steps = 0
    for level in sorted(edition.by_level):
        if any(group.held < level < highest for group in groups):
            steps |= join_reach(line.mask for line in edition.lines(level))
    found = session.execute(
        sa.select(OfferRow.number, OfferRow.backed).where(OfferRow.edition_code == brief.edition)
    )
    wanted = asked | steps
    numbers = [row.number for row in found if int(row.backed, 16) & wanted]
    rows = [row for part in _parts(numbers) for row in session.execute(_courses(part))]
    runs = coming_runs(session, [row.pathway_id for row in rows], today) if rows else {}
    tags = _tagged(session, brief)
    rows.sort(key=lambda row: _order(row, asked, brief.treatment))
    return tuple(
        _course(
            edition,
            brief,
            row,
            runs.get(row.pathway_id, ()),
            tags,
            price_today(row, quotes.get(row.pathway_id), runs.get(row.pathway_id, ()), brief),
        )
        for row in rows
    )


def price_today(row: Any, quote: Quote | None, runs: Sequence[Run], brief: Brief) -> CountedPrice:
    """Return the price at which a plan of a brief counts the course of a row of the directory."""
    listed = Price(row.price_pence, row.price_basis, row.vat, row.group_min, row.group_max)
    return price_for(listed, quote, runs, read_day(brief.starts_from), read_day(brief.ends_by))


def _parts(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[at : at + _MOST] for at in range(0, len(numbers), _MOST))


def _courses(numbers: Sequence[int]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*_COLUMNS)
        .join(Version, Version.id == OfferRow.version_id)
        .where(OfferRow.number.in_(numbers))
    )


def _order(row: Any, asked: int, treatment: Treatment) -> tuple[int, int, str]:
    return -(_set(row, _BACKED[treatment]) & asked).bit_count(), row.standing, row.pathway_id


_CLAIMED: Final = {
    Treatment.INTRODUCED: "reached",
    Treatment.DEVELOPED: "developed",
    Treatment.ASSESSED: "assessed",
}
_BACKED: Final = {
    Treatment.INTRODUCED: "backed",
    Treatment.DEVELOPED: "backed_developed",
    Treatment.ASSESSED: "backed_assessed",
}


def _set(row: Any, name: str) -> int:
    return int(getattr(row, name), 16)


_Tagged = dict[str, frozenset[int]]


def _tagged(session: Session, brief: Brief) -> _Tagged:
    """Return which offers have what is wished for, by wish; wishes that ask nothing are absent."""
    wishes = {
        "delivery": brief.delivery,
        "sector": (*brief.sectors, ANY_SECTOR) if wants_sector(brief) else (),
        "area": brief.areas,
    }
    asked = {wish: values for wish, values in wishes.items() if values}
    if not asked:
        return {}
    found: dict[str, set[int]] = {wish: set() for wish in asked}
    any_of = sa.or_(
        *(
            sa.and_(OfferTag.kind == wish, OfferTag.value.in_(values))
            for wish, values in asked.items()
        )
    )
    for row in session.execute(sa.select(OfferTag.kind, OfferTag.number).where(any_of)):
        found[row.kind].add(row.number)
    return {wish: frozenset(numbers) for wish, numbers in found.items()}


def _misses(brief: Brief, row: Any, runs: Sequence[Run], tags: _Tagged) -> tuple[str, ...]:
    missed = [wish for wish, numbers in tags.items() if row.number not in numbers]
    if "area" in missed and any(run.area in brief.areas for run in runs):
        missed.remove("area")
    if not _is_in_time(brief, runs):
        missed.append("dates")
    depth = brief.asked_depth()
    if depth and not all(item.is_met for item in find_depth(depth, DepthCounts(*row.depth))):
        missed.append("depth")
    return tuple(missed)


def _is_in_time(brief: Brief, runs: Sequence[Run]) -> bool:
    """Whether it can be had in the days wished for: by agreement, or in one of its runs."""
    first, last = read_day(brief.starts_from), read_day(brief.ends_by)
    dated = [run for run in runs if run.is_dated]
    is_agreed = len(dated) < len(runs) or not runs
    return is_agreed or any(run.lies_within(first, last) for run in dated)


def _course(
    edition: Edition,
    brief: Brief,
    row: Any,
    runs: Sequence[Run],
    tags: _Tagged,
    priced: CountedPrice,
) -> Course:
    return Course(
        pathway_id=row.pathway_id,
        version_id=row.version_id,
        version_number=row.version_number,
        title=row.title,
        provider=row.provider,
        provider_id=row.organisation_id,
        level=row.level,
        entry_level=row.entry_level,
        minutes=row.minutes,
        price=priced.price,
        backed=_set(row, _BACKED[brief.treatment]),
        developed=_set(row, "backed_developed"),
        assessed=_set(row, "backed_assessed"),
        claimed=_set(row, _CLAIMED[brief.treatment]),
        claims_assessed=_set(row, "assessed"),
        opens=opened_by(edition, row.level, _set(row, "backed")),
        misses=_misses(brief, row, runs, tags),
        crowded=crowded_of(row.standing),
        cautions=read_cautions(row.cautions),
        dates=tuple(_dates(run) for run in runs),
        priced=priced.source,
    )


def _dates(run: Run) -> CourseRun:
    return CourseRun(
        run.starts_on.isoformat() if run.starts_on else "",
        run.ends_on.isoformat() if run.ends_on else "",
        run.place or run.area,
        run.is_online,
        run.is_open,
        run.places_left,
        run.price_pence,
    )
