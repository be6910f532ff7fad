"""What the builder's pages show, as frozen values read in a bounded number of statements."""

from collections import abc
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.builder.standing import DraftStanding, read_kept
from pathways.domain.framework.edition import Competency, Edition, Level
from pathways.domain.framework.verbs import Twin
from pathways.domain.limits import MODULE_LIMIT
from pathways.domain.pathway.content import Mapping, Module, Outcome, PathwayContent, judge
from pathways.domain.pathway.fields import ModuleTexts, values_of
from pathways.domain.pathway.proportion import Behind, ModuleKept, join_kept
from pathways.domain.pathway.standing import (
    DraftState,
    HasStanding,
    Outside,
    say_draft,
)
from pathways.domain.pathway.state import PathwayState
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.domain.rule.coverage import CoverageReport, check_coverage
from pathways.domain.rule.proportion import Thresholds
from pathways.domain.rule.strip import StripLine, draw_strip
from pathways.domain.words import together
from pathways.models import pathway as tables
from pathways.models.base import Base
from pathways.models.framework import EditionRow
from pathways.models.journal import Journal
from pathways.models.pathway import own_pathways
from pathways.records.editions import get_edition
from pathways.records.heads import (
    AboutView,
    HeadView,
    about_draft,
    compare_drafts,
    outside_columns,
    read_head_row,
    view_head,
    view_outside,
)
from pathways.records.pathways import PATHWAY, content_of
from pathways.records.thresholds import thresholds_of


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """A learning outcome with its number from 1."""

    id: str
    number: int
    text: str
    version: int


@dataclass(frozen=True, slots=True)
class MappingView:
    """A competency in a module, with the numbers of the outcomes it serves.

    `twins` are those that say nearly the same and are in the pathway, too.
    """

    id: str
    module_id: str
    competency: Competency
    treatment: Treatment
    evidence: str
    outcomes: tuple[str, ...]
    numbers: tuple[int, ...]
    version: int
    twins: tuple[Twin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleView(ModuleTexts):
    """A module with its number from 1."""

    number: int
    version: int
    outcomes: tuple[OutcomeView, ...]
    mappings: tuple[MappingView, ...]


@dataclass(frozen=True, slots=True)
class PathwayView:
    """A pathway as its provider sees it: the head, the modules, the content, the verdict.

    `behind` is what its cautions are made of, from what is kept beside its mappings.
    """

    head: HeadView
    edition: Edition
    content: PathwayContent
    modules: tuple[ModuleView, ...]
    report: CoverageReport
    standing: DraftStanding
    behind: Behind
    provider: str

    @property
    def about(self) -> AboutView:
        """What the head says of the draft."""
        return about_draft(self.head, self.content, self.report, self.standing.strip)

    @property
    def is_full(self) -> bool:
        """Whether it holds as many modules as it may."""
        return len(self.modules) >= MODULE_LIMIT

    def module(self, identifier: str) -> ModuleView:
        """Return a module; NotFoundError for any other."""
        for module in self.modules:
            if module.id == identifier:
                return module
        raise NotFoundError(identifier)

    def mapping(self, identifier: str) -> MappingView:
        """Return a mapping; NotFoundError for any other."""
        for module in self.modules:
            for mapping in module.mappings:
                if mapping.id == identifier:
                    return mapping
        raise NotFoundError(identifier)

    def places(self, code: str) -> tuple[tuple[ModuleView, MappingView | None], ...]:
        """Return every module with how it treats a competency."""
        return tuple(
            (module, next((m for m in module.mappings if m.competency.code == code), None))
            for module in self.modules
        )


@dataclass(frozen=True, slots=True)
class PathwayRowView(HasStanding):
    """A pathway in the list of its provider. `draft` says how it compares with its last version."""

    id: str
    title: str
    state: PathwayState
    level: Level
    modules: int
    length: str
    changed_at: datetime
    changed_by: str
    report: CoverageReport
    strip: tuple[StripLine, ...]
    draft: DraftState
    outside: Outside
    is_example: bool

    @property
    def last(self) -> int:
        """The number of its last version, 0 where there is none."""
        return self.outside.last

    @property
    def words(self) -> str:
        """How the draft compares with its last version, in words."""
        return say_draft(self.draft, self.last)


def get_head(session: Session, actor: Actor, pathway_id: str) -> HeadView:
    """Return the head of a pathway of the actor's organisation, in one statement."""
    return view_head(session, actor, read_head_row(session, actor, pathway_id))[0]


def get_pathway(session: Session, actor: Actor, pathway_id: str) -> PathwayView:
    """Return a whole pathway in four statements, whatever its size."""
    row = read_head_row(session, actor, pathway_id)
    head, edition = view_head(session, actor, row)
    modules, kept = _modules(session, edition, pathway_id)
    content = content_of(row, tuple(_as_content(module) for module in modules))
    report, limits = judge(edition, content), thresholds_of(session)
    behind = join_kept(edition, content.target_level, content.details, kept, limits)
    return PathwayView(
        head=head,
        edition=edition,
        content=content,
        modules=modules,
        report=report,
        standing=DraftStanding.of(report, behind, limits),
        behind=behind,
        provider=actor.organisation,
    )


def list_pathways(session: Session, actor: Actor) -> tuple[PathwayRowView, ...]:
    """Return the pathways of the actor's organisation, last changed first."""
    pathway, module = tables.Pathway, tables.ModuleRow
    changed_by = (
        sa.select(Journal.person_name)
        .where(Journal.subject == pathway.id, Journal.revision == pathway.revision)
        .limit(1)
        .scalar_subquery()
    )
    rows = [
        dict(row)
        for row in session.execute(
            sa.select(
                PATHWAY,
                EditionRow.digest,
                changed_by.label("changed_by"),
                *outside_columns(),
            )
            .join(EditionRow, EditionRow.code == PATHWAY.c.edition_code)
            .where(own_pathways(actor))
            .order_by(PATHWAY.c.changed_at.desc(), PATHWAY.c.id)
        ).mappings()
    ]
    kept: dict[str, list[ModuleKept]] = {row["id"]: [] for row in rows}
    for found in session.execute(
        sa.select(
            module.pathway_id,
            module.title,
            module.minutes,
            module.introduced,
            module.developed,
            module.assessed,
            module.assessment,
            module.behind,
        )
        .join(pathway, pathway.id == module.pathway_id)
        .where(own_pathways(actor))
        .order_by(module.position, module.id)
    ):
        kept[found.pathway_id].append(read_kept(found, {}))
    editions = {row["id"]: get_edition(session, row["edition_code"], row["digest"]) for row in rows}
    drafts = compare_drafts(session, rows, editions)
    limits = thresholds_of(session)
    return tuple(
        _row_view(row, editions[row["id"]], kept[row["id"]], drafts[row["id"]], limits)
        for row in rows
    )


def _row_view(
    row: abc.Mapping[str, Any],
    edition: Edition,
    kept: Sequence[ModuleKept],
    draft: DraftState,
    limits: Thresholds,
) -> PathwayRowView:
    content = content_of(row)
    report = check_coverage(
        edition,
        content.target_level,
        [module.reach for module in kept],
        content.chosen_standard(),
        content.entry_level,
    )
    behind = join_kept(edition, content.target_level, content.details, kept, limits)
    return PathwayRowView(
        id=row["id"],
        title=content.title,
        state=PathwayState(row["state"]),
        level=edition.by_level[content.target_level],
        modules=len(kept),
        length=together(module.reach.minutes for module in kept),
        changed_at=row["changed_at"],
        changed_by=row["changed_by"] or "",
        report=report,
        strip=draw_strip(report, behind.weigh(limits)),
        draft=draft,
        outside=view_outside(row),
        is_example=bool(row["is_example"]),
    )


def _modules(
    session: Session, edition: Edition, pathway_id: str
) -> tuple[tuple[ModuleView, ...], tuple[ModuleKept, ...]]:
    """Read the modules, as they are shown and as they are looked behind."""
    module, outcome, mapping = tables.ModuleRow, tables.OutcomeRow, tables.MappingRow
    outcomes: dict[str, list[OutcomeView]] = {}
    for row in session.execute(
        sa.select(outcome.id, outcome.module_id, outcome.text, outcome.version)
        .join(module, module.id == outcome.module_id)
        .where(module.pathway_id == pathway_id)
        .order_by(outcome.position, outcome.id)
    ):
        siblings = outcomes.setdefault(row.module_id, [])
        siblings.append(OutcomeView(row.id, len(siblings) + 1, row.text, row.version))
    mappings: dict[str, list[MappingView]] = {}
    all_found = session.execute(
        sa.select(
            mapping.id,
            mapping.module_id,
            mapping.code,
            mapping.treatment,
            mapping.evidence,
            mapping.outcomes,
            mapping.version,
        )
        .join(module, module.id == mapping.module_id)
        .where(module.pathway_id == pathway_id)
    ).all()
    mapped = {found.code for found in all_found}
    for found in all_found:
        numbers = {item.id: item.number for item in outcomes.get(found.module_id, ())}
        mappings.setdefault(found.module_id, []).append(
            view_mapping(edition, dict(found._mapping), numbers, mapped)
        )
    order = {item.code: place for place, item in enumerate(edition.competencies)}
    views, kept = [], []
    rows = session.execute(
        sa.select(Base.metadata.tables["module"])
        .where(module.pathway_id == pathway_id)
        .order_by(module.position, module.id)
    )
    for number, row in enumerate(rows, start=1):
        views.append(
            ModuleView(
                id=row.id,
                number=number,
                **values_of(row),
                version=row.version,
                outcomes=tuple(outcomes.get(row.id, ())),
                mappings=tuple(
                    sorted(mappings.get(row.id, ()), key=lambda m: order[m.competency.code])
                ),
            )
        )
        kept.append(read_kept(row, {item.id: item.text for item in outcomes.get(row.id, ())}))
    return tuple(views), tuple(kept)


def view_mapping(
    edition: Edition,
    row: abc.Mapping[str, Any],
    numbers: abc.Mapping[str, int],
    mapped: abc.Container[str],
) -> MappingView:
    """Build the view of a mapping; `numbers` gives outcomes their number.

    `mapped` are the codes of all that is in the pathway.
    """
    known = tuple(item for item in row["outcomes"] if item in numbers)
    return MappingView(
        id=row["id"],
        module_id=row["module_id"],
        competency=edition.by_code[row["code"]],
        treatment=Treatment(row["treatment"]),
        evidence=row["evidence"],
        outcomes=known,
        numbers=tuple(sorted(numbers[item] for item in known)),
        version=row["version"],
        twins=edition.same_as(row["code"], mapped),
    )


def _as_content(module: ModuleView) -> Module:
    return Module(
        id=module.id,
        **values_of(module),
        outcomes=tuple(Outcome(item.id, item.text) for item in module.outcomes),
        mappings=tuple(
            Mapping(item.competency.code, item.treatment, item.evidence, item.outcomes)
            for item in module.mappings
        ),
    )
