"""A commissioner's own standards with their versions, in words and tried on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Edition, Level, Line
from pathways.domain.pathway.content import PathwayContent, judge
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.domain.rule.demands import Demand, list_demands
from pathways.domain.rule.reasons import explain_standard
from pathways.domain.rule.sentences import fill, words_of
from pathways.domain.rule.standards import Standard, StandardState, standard_from_plain
from pathways.models.account import Organisation
from pathways.models.journal import Journal
from pathways.models.standard import CommissionerStandard, own_standards
from pathways.models.submission import Submission, received_by
from pathways.models.version import Version
from pathways.records.editions import edition_of, list_editions
from pathways.records.thresholds import thresholds_of

TRIED: Final = 10


@dataclass(frozen=True, slots=True)
class StandardVersionView:
    """One version of a standard. `uses` counts the submissions that are judged by it."""

    id: str
    number: int
    standard: Standard
    at: datetime
    by: str
    asks: tuple[str, ...]
    uses: int


@dataclass(frozen=True, slots=True)
class FamilyView:
    """A standard with all its versions, the newest first, and the edition that it is made for."""

    id: str
    is_active: bool
    edition: Edition = field(repr=False)
    versions: tuple[StandardVersionView, ...]

    @property
    def newest(self) -> StandardVersionView:
        """The version that providers choose while the standard is in use."""
        return self.versions[0]


@dataclass(frozen=True, slots=True)
class LineAsksView:
    """What a standard asks of one line: how many competencies, and what of them."""

    line: Line
    least: int
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelAsksView:
    """What a standard asks at one target level."""

    level: Level
    asks: tuple[str, ...]
    lines: tuple[LineAsksView, ...]


@dataclass(frozen=True, slots=True)
class TriedView:
    """A submission received, judged by a standard that it was not sent under."""

    submission_id: str
    title: str
    number: int
    provider: str
    sent_under: str
    is_met: bool
    headline: str
    lines_met: int
    lines: int
    unmet_whole: tuple[str, ...]


def list_families(session: Session, actor: Actor) -> tuple[FamilyView, ...]:
    """Return the standards of the actor's organisation: those in use first, then by name."""
    found = _families(session, actor)
    return tuple(
        sorted(found, key=lambda item: (not item.is_active, item.newest.standard.name.casefold()))
    )


def get_family(session: Session, actor: Actor, family: str) -> FamilyView:
    """Return a standard of the actor's organisation; NotFoundError for any other."""
    found = _families(session, actor, family)
    if not found:
        raise NotFoundError(family)
    return found[0]


def explain_levels(edition: Edition, standard: Standard) -> tuple[LevelAsksView, ...]:
    """Return what a standard asks at each target level, in words and in numbers."""
    return tuple(
        LevelAsksView(
            level=level,
            asks=explain_standard(edition, standard, level.number),
            lines=tuple(
                _line_asks(edition, line, demands)
                for line, demands in list_demands(edition, level.number, standard)
            ),
        )
        for level in edition.levels
    )


def _line_asks(edition: Edition, line: Line, demands: Sequence[Demand]) -> LineAsksView:
    of_all = (demand.count for demand in demands if demand.mask == line.mask)
    also = (fill(words_of(demand).short, edition, demand, share="") for demand in demands)
    return LineAsksView(line, max(of_all), tuple(dict.fromkeys(filter(None, also))))


def try_on(
    session: Session, actor: Actor, standard: Standard, edition: Edition
) -> tuple[TriedView, ...]:
    """Judge the last submissions received by a standard. Nothing is written, nobody is told.

    A standard that names something of its edition is tried on what is built on that one.
    """
    held = [Version.edition_code == edition.code] if standard.names_any else []
    rows = session.execute(
        sa.select(
            Submission.id,
            Submission.standard,
            Version.number,
            Version.content,
            Version.edition_code,
            Version.index_digest,
            Organisation.name,
        )
        .join(Version, Version.id == Submission.version_id)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .where(received_by(actor), *held)
        .order_by(Submission.sent_at.desc(), Submission.id)
        .limit(TRIED)
    )
    thresholds = thresholds_of(session)
    found = []
    for row in rows:
        content = PathwayContent.from_plain(row.content)
        report = judge(edition_of(session, row), content, standard, thresholds)
        found.append(
            TriedView(
                submission_id=row.id,
                title=content.title,
                number=row.number,
                provider=row.name,
                sent_under=row.standard["name"],
                is_met=report.is_met,
                headline=report.headline,
                lines_met=sum(1 for line in report.lines if line.is_met),
                lines=len(report.lines),
                unmet_whole=tuple(finding.reason for finding in report.unmet_whole),
            )
        )
    return tuple(found)


def _families(session: Session, actor: Actor, family: str = "") -> list[FamilyView]:
    table = CommissionerStandard
    statement = (
        sa.select(table, Journal.person_name)
        .outerjoin(
            Journal,
            sa.and_(
                Journal.subject == table.family,
                Journal.revision == table.number,
                Journal.action.in_(("define standard", "change standard")),
            ),
        )
        .where(own_standards(actor))
        .order_by(table.family, table.number.desc())
    )
    if family:
        statement = statement.where(table.family == family)
    rows = session.execute(statement).all()
    editions = {one.code: one for one in list_editions(session)}
    uses = _uses(session, actor)
    found: dict[str, list[StandardVersionView]] = {}
    active: dict[str, bool] = {}
    of: dict[str, Edition] = {}
    for row, name in rows:
        standard = standard_from_plain(row.rules)
        active.setdefault(row.family, row.state == StandardState.ACTIVE)
        edition = of.setdefault(row.family, editions[row.edition_code])
        found.setdefault(row.family, []).append(
            StandardVersionView(
                id=row.id,
                number=row.number,
                standard=standard,
                at=row.created_at,
                by=name or "",
                asks=explain_standard(edition, standard),
                uses=uses.get(row.id, 0),
            )
        )
    return [
        FamilyView(key, active[key], of[key], tuple(versions)) for key, versions in found.items()
    ]


def _uses(session: Session, actor: Actor) -> dict[str, int]:
    """Count the submissions received by the standard that they keep, by its key."""
    kept = (
        sa.select(Submission.standard["key"].as_string().label("key"))
        .where(received_by(actor))
        .subquery()
    )
    rows = session.execute(sa.select(kept.c.key, sa.func.count()).group_by(kept.c.key))
    return {key: int(count) for key, count in rows}
