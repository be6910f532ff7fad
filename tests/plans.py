"""Questions for plans: courses of a market that is made up, and briefs by lot."""

import random
from collections.abc import Sequence
from functools import cache
from typing import Any

from pathways.domain.framework.edition import Edition
from pathways.domain.need.brief import Brief, Group
from pathways.domain.need.costs import Price
from pathways.domain.need.needs import list_needs
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.offer import crowded_of, summarise
from pathways.domain.plan.question import (
    Course,
    PlanGoal,
    PlanGroup,
    PlanQuestion,
    opened_by,
)
from pathways.domain.rule.standards import BUILT_IN
from tests.bench.market import Maker
from tests.domain.samples import WM

PROVIDERS = 12


@cache
def market_courses(count: int, seed: int = 11) -> tuple[Course, ...]:
    """Return courses of the made-up market, as the directory would list them."""
    draw = random.Random(seed)  # noqa: S311  # a test's lot, no secret
    maker = Maker(WM, [], draw)
    return tuple(_course(WM, maker.content(), number, draw) for number in range(count))


def _course(edition: Edition, plain: dict[str, Any], number: int, draw: random.Random) -> Course:
    content = PathwayContent.from_plain(plain)
    summary = summarise(edition, content)
    provider = int(PROVIDERS * draw.random() ** 2)
    introduced, developed, assessed = summary.backed
    details = content.details
    return Course(
        pathway_id=f"{number:016x}",
        version_id=f"{number:015x}v",
        version_number=1,
        title=f"{content.title} {number}",
        provider=f"Provider {provider}",
        provider_id=f"{provider:016x}",
        level=summary.level,
        entry_level=summary.entry_level,
        minutes=summary.minutes,
        price=Price(
            summary.price_pence,
            summary.price_basis,
            summary.vat,
            draw.choice((0, 0, 6, 8)),
            summary.group_max,
        ),
        backed=introduced,
        developed=developed,
        assessed=assessed,
        claimed=summary.reached,
        claims_assessed=summary.assessed,
        opens=opened_by(edition, summary.level, introduced),
        misses=tuple(
            wish
            for wish, is_missed in (
                ("delivery", "In person" not in details.delivery),
                ("sector", "Health" not in details.sectors),
            )
            if is_missed
        ),
        crowded=crowded_of(summary.standing),
        cautions=summary.cautions,
    )


def make_groups(brief: Brief, edition: Edition = WM) -> tuple[PlanGroup, ...]:
    """Return the groups of a brief, each with its own need."""
    found = []
    for group in brief.groups:
        (need,) = list_needs(edition, Brief(**{**_fields(brief), "groups": (group,)}))
        found.append(PlanGroup(group.name, group.people, need, group.brings or 0))
    return tuple(found)


def _fields(brief: Brief) -> dict[str, Any]:
    return {name: getattr(brief, name) for name in Brief.__dataclass_fields__}


def make_question(
    courses: Sequence[Course],
    groups: Sequence[tuple[int, int, int]],
    *,
    standard: int = 1,
    edition: Edition = WM,
    **values: Any,
) -> PlanQuestion:
    """Return a question: groups as people, level needed and level held."""
    brief = Brief(
        edition.code,
        "All staff",
        tuple(
            Group(f"Group {place}", level, people, held or None)
            for place, (people, level, held) in enumerate(groups, 1)
        ),
        standard=BUILT_IN[standard],
    )
    return PlanQuestion(edition, make_groups(brief, edition), tuple(courses), **values)


GOALS = tuple(PlanGoal)
