"""Making, describing, copying and putting away whole pathways."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pathways.builder.services.draft import (
    NO_CLAIMS,
    Draft,
    PlainRow,
    find_row,
    open_draft,
)
from pathways.builder.services.module_states import MAPPING, MODULE, OUTCOME
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.fields import HEAD_FIELDS, values_of
from pathways.domain.pathway.rebuilding import digest_rows
from pathways.domain.pathway.sections import hold_section, mark_values, merge_values
from pathways.domain.pathway.state import PathwayState
from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError
from pathways.domain.words import listed
from pathways.models.base import new_id, now
from pathways.records.editions import current_edition, get_edition
from pathways.records.journal import write_down
from pathways.records.pathways import PATHWAY, content_of
from pathways.records.statements import read_statements


def create_pathway(
    session: Session,
    actor: Actor,
    *,
    operation: str,
    title: str,
    target_level: int,
    entry_level: int | None,
    standard: str,
) -> str:
    """Make a pathway that holds what its organisation says once; return its identifier.

    RuleError where the entry requirement is not below the target level.
    """
    content = PathwayContent(
        current_edition(session).code, title, target_level, entry_level, standard
    )
    parts = merge_values(content, read_statements(session, actor))
    content = PathwayContent.from_plain({**content.to_plain(), **parts})
    return add_content(session, actor, content, identifier=operation)


def add_content(
    session: Session,
    actor: Actor,
    content: PathwayContent,
    *,
    identifier: str = "",
    action: str = "create",
    is_example: bool = False,
) -> str:
    """Write a whole pathway for the actor's organisation; return its identifier.

    Modules and outcomes get identifiers of their own. The same `identifier`
    given again by the same organisation, for a pathway with the same title, levels
    and standard, makes nothing new.
    """
    identifier = identifier or new_id()
    check_levels(session, content.edition, content.target_level, content.entry_level)
    made = find_row(session, PATHWAY, identifier)
    if made is not None:
        if _is_made_of(made, actor, content):
            return identifier
        # Another organisation's, or a form gone back to and sent with other words.
        identifier = new_id()
    edition = get_edition(session, content.edition)
    at = now()
    plain = content.to_plain()
    row = {
        "id": identifier,
        "organisation_id": actor.organisation_id,
        "edition_code": content.edition,
        **values_of(content, HEAD_FIELDS),
        "details": plain["details"],
        "assurance": plain["assurance"],
        "state": PathwayState.ACTIVE.value,
        "is_example": is_example or None,
        "version": 1,
        "revision": 1,
        "created_at": at,
        "changed_at": at,
    }
    try:
        with session.begin_nested():
            session.execute(sa.insert(PATHWAY).values(**row))
    except IntegrityError:
        if find_row(session, PATHWAY, identifier) is None:
            raise
        # The same form came twice at once, and the other one was first.
        return add_content(
            session, actor, content, identifier=identifier, action=action, is_example=is_example
        )
    draft = Draft(session, actor, row, edition)
    add_modules(draft, content)
    draft.flush_bits()
    rows = {(one["table"], one["id"]): one["after"] for one in draft.images}
    rows[PATHWAY.name, identifier] = row
    write_down(
        session,
        actor,
        action,
        f"Made “{content.title}”",
        subject=identifier,
        at=at,
        revision=1,
        # All later steps lead back to this, and so does what they left.
        proofs={"draft": {identifier: (1, digest_rows(rows))}},
    )
    return identifier


def _is_made_of(row: PlainRow, actor: Actor, content: PathwayContent) -> bool:
    """Whether a pathway is the actor's own, and begins as this content does."""
    begins = values_of(content, HEAD_FIELDS)
    return actor.is_of(row["organisation_id"]) and begins == {key: row[key] for key in begins}


def add_modules(draft: Draft, content: PathwayContent) -> None:
    """Add the modules of a content at the end, with fresh identifiers."""
    start = len(draft.modules)
    for position, module in enumerate(content.modules, start=start):
        module_id = new_id()
        fresh = {outcome.id: new_id() for outcome in module.outcomes}
        draft.insert(
            MODULE,
            {
                "id": module_id,
                "pathway_id": draft.id,
                "position": position,
                **values_of(module),
                "version": 1,
                **NO_CLAIMS,
            },
        )
        for order, outcome in enumerate(module.outcomes):
            draft.insert(
                OUTCOME,
                {
                    "id": fresh[outcome.id],
                    "module_id": module_id,
                    "position": order,
                    "text": outcome.text,
                    "version": 1,
                },
            )
        for mapping in module.mappings:
            draft.insert(
                MAPPING,
                {
                    "id": new_id(),
                    "module_id": module_id,
                    "code": mapping.code,
                    "treatment": mapping.treatment.value,
                    "evidence": mapping.evidence,
                    "outcomes": [fresh[o] for o in mapping.outcomes if o in fresh],
                    "version": 1,
                },
            )


def check_levels(
    session: Session, edition_code: str, target_level: int, entry_level: int | None
) -> None:
    """Refuse levels that the edition does not have, and an entry at or above the target."""
    edition = get_edition(session, edition_code)
    if target_level not in edition.by_level:
        raise RuleError("Choose one of the levels.", "target_level")
    if entry_level is not None and not 0 < entry_level < target_level:
        raise RuleError("The entry requirement must be below the target level.", "entry_level")


def describe_pathway(
    session: Session, actor: Actor, pathway_id: str, *, seen: int, values: Mapping[str, Any]
) -> None:
    """Change title, levels, standard, details or assurance.

    `seen` is the mark of what the person saw, see `mark_of`. ConflictError where somebody
    changed it meanwhile; RuleError for levels that do not fit.
    """
    draft = open_draft(session, actor, pathway_id)
    now_there = mark_of(content_of(draft.row), tuple(values))
    if now_there != seen and any(draft.row[key] != value for key, value in values.items()):
        raise ConflictError("This was changed elsewhere meanwhile.")
    if "target_level" in values:
        check_levels(
            session, draft.row["edition_code"], values["target_level"], values["entry_level"]
        )
    draft.update(PATHWAY, draft.row, dict(values))
    what = "assurance statements" if set(values) == {"assurance"} else "details"
    draft.finish("describe", f"Changed the {what}")


@dataclass(frozen=True, slots=True)
class SectionChange:
    """What a form says in one section, and the mark of what it was filled with, see `sections`."""

    title: str
    seen: int
    values: Mapping[str, Any]


def describe_sections(
    session: Session, actor: Actor, pathway_id: str, changes: Sequence[SectionChange]
) -> None:
    """Change what is said in sections. One that the form left as it was is left as it is.

    ConflictError where somebody changed the same section meanwhile; RuleError for levels that
    do not fit.
    """
    draft = open_draft(session, actor, pathway_id)
    content = content_of(draft.row)
    wanted: dict[str, Any] = {}
    titles = []
    for change in changes:
        there = hold_section(content, change.values)
        if change.values == there or mark_values(change.values) == change.seen:
            continue
        if mark_values(there) != change.seen:
            raise ConflictError("This was changed elsewhere meanwhile.")
        wanted |= change.values
        titles.append(f"“{change.title}”")
    if "target_level" in wanted:
        check_levels(
            session, draft.row["edition_code"], wanted["target_level"], wanted["entry_level"]
        )
    draft.update(PATHWAY, draft.row, merge_values(content, wanted))
    draft.finish("describe", f"Changed {listed(titles)}" if titles else "")


DETAILS: Final = (*(item.name for item in HEAD_FIELDS), "details")
ASSURANCE: Final = ("assurance",)


def mark_of(content: PathwayContent, parts: tuple[str, ...]) -> int:
    """Return a number for some parts of a pathway, the same while they are.

    Details and assurance are edited apart, so that neither form is stale
    because of the other.
    """
    plain = content.to_plain()
    held = json.dumps([plain[part] for part in sorted(parts)], sort_keys=True)
    return zlib.crc32(held.encode()) % 1_000_000_000


def choose_standard(session: Session, actor: Actor, pathway_id: str, standard: str) -> None:
    """Judge the pathway by another standard from now on."""
    draft = open_draft(session, actor, pathway_id)
    draft.update(PATHWAY, draft.row, {"standard": standard})
    draft.finish("describe", "Chose another standard")


_STATES: Final = {
    "archive": ((PathwayState.ACTIVE,), PathwayState.ARCHIVED, "Archived the pathway"),
    "restore": (
        (PathwayState.ARCHIVED, PathwayState.DELETED),
        PathwayState.ACTIVE,
        "Restored the pathway",
    ),
    "delete": ((PathwayState.ARCHIVED,), PathwayState.DELETED, "Deleted the pathway"),
}


def set_state(session: Session, actor: Actor, pathway_id: str, action: str) -> str:
    """Archive, restore or delete a pathway; return its title. Deleting keeps everything.

    Only an archived pathway is deleted, so that it takes two steps.
    """
    if action not in _STATES:
        raise NotFoundError(action)
    before, after, summary = _STATES[action]
    draft = open_draft(session, actor, pathway_id, states=(*before, after))
    draft.update(PATHWAY, draft.row, {"state": after.value})
    draft.finish(action, summary)
    return str(draft.row["title"])


def duplicate_pathway(
    session: Session,
    actor: Actor,
    content: PathwayContent,
    operation: str,
    *,
    is_example: bool = False,
) -> str:
    """Make a copy of a pathway's content; return its identifier. That of an example is one."""
    return add_content(
        session,
        actor,
        content,
        identifier=operation,
        action="duplicate",
        is_example=is_example,
    )
