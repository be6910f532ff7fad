"""Freezing and publishing: the provider's own acts, each written down."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.chain import digest_of
from pathways.domain.pathway.state import PathwayState, PublicationState
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError, refuse_unseen
from pathways.models.base import now
from pathways.models.pathway import Pathway
from pathways.models.publication import Publication
from pathways.models.version import Version
from pathways.records.editions import get_edition
from pathways.records.journal import write_down
from pathways.records.listing.keeping import keep_offer
from pathways.records.pathways import lock_pathway, read_content, refuse_example
from pathways.records.people import find_owner
from pathways.records.versions import freeze


@dataclass(frozen=True, slots=True)
class FrozenDraft:
    """The version that holds the draft, and whether it was made just now."""

    id: str
    number: int
    is_new: bool


def freeze_draft(session: Session, actor: Actor, pathway_id: str) -> FrozenDraft:
    """Freeze the draft as a version, unless the last version holds the same."""
    pathway = lock_pathway(session, actor, pathway_id)
    refuse_example(pathway_id, is_example=pathway["is_example"])
    edition = get_edition(session, pathway["edition_code"], pathway["digest"])
    known = set(session.scalars(sa.select(Version.id).where(Version.pathway_id == pathway_id)))
    content = read_content(session, edition, pathway_id)
    version = freeze(session, actor, edition, pathway_id, content)
    is_new = version.id not in known
    if is_new:
        write_down(session, actor, "freeze", f"Froze version {version.number}", subject=version.id)
    return FrozenDraft(version.id, version.number, is_new)


def publish(
    session: Session,
    actor: Actor,
    pathway_id: str,
    version_id: str,
    visibility: Visibility,
    sentence: str | None = None,
    *,
    seen: str = "",
) -> int:
    """Show one version in the directory, in place of any other; return its number.

    `sentence` is what the provider says of modules that are crowded; None leaves what was
    said last. It goes with the publication, never into the version. NotFoundError for a
    version of another pathway, ConflictError where something else than was `seen` is shown now:
    for fewer, perhaps, or with other words. Publishing what is shown already, in the same way,
    changes nothing.
    """
    pathway = lock_pathway(session, actor, pathway_id)
    refuse_example(pathway_id, is_example=pathway["is_example"])
    version = session.get(Version, version_id)
    if version is None or version.pathway_id != pathway_id:
        raise NotFoundError(version_id)
    row = session.get(Publication, pathway_id)
    if sentence is None:
        sentence = row.sentence if row is not None else ""
    wanted = {
        "version_id": version_id,
        "visibility": visibility.value,
        "state": PublicationState.PUBLISHED.value,
    }
    kept = {**wanted, "sentence": sentence}
    if row is None or any(getattr(row, key) != value for key, value in kept.items()):
        refuse_unseen(_mark_of(session, row), seen)
    if row is not None and all(getattr(row, key) == value for key, value in wanted.items()):
        if row.sentence != sentence:
            # Other words beside what is shown make it no newer.
            row.sentence = sentence
            summary = f"Changed the sentence beside version {version.number}"
            write_down(session, actor, "publish", summary, subject=version.id)
        return version.number
    if row is None:
        row = Publication(pathway_id=pathway_id, organisation_id=version.organisation_id)
        session.add(row)
    for key, value in wanted.items():
        setattr(row, key, value)
    row.published_at = now()
    row.published_by = actor.person_id
    row.published_by_name = actor.name
    row.sentence = sentence
    session.flush()
    keep_offer(session, pathway_id)
    whom = visibility.words[0].lower() + visibility.words[1:]
    write_down(
        session,
        actor,
        "publish",
        f"Published version {version.number} for {whom}",
        subject=version.id,
    )
    return version.number


def mark_of(number: int, visibility: Visibility, sentence: str) -> str:
    """Return the same text for the same publication, to know whether somebody changed it."""
    return digest_of([number, visibility.value, sentence])


NOTHING: Final = "nothing"
"""The mark of a directory without this pathway."""


def _mark_of(session: Session, row: Publication | None) -> str:
    if row is None or row.state != PublicationState.PUBLISHED:
        return NOTHING
    number = session.get_one(Version, row.version_id).number
    return mark_of(number, Visibility(row.visibility), row.sentence)


def publish_first(
    session: Session, email: str, pathway_id: str, visibility: Visibility, sentence: str = ""
) -> bool:
    """Freeze and publish a pathway that nobody changed or published yet; say whether it was so.

    For the demonstration, which is never laid over what people did. `email` is
    that of its owner; where they are gone, nothing happens.
    """
    pathway = session.get(Pathway, pathway_id)
    if pathway is None or pathway.state != PathwayState.ACTIVE or pathway.revision != 1:
        return False
    if session.get(Publication, pathway_id) is not None:
        return False
    try:
        actor = find_owner(session, email)
    except NotFoundError:
        return False
    version = freeze_draft(session, actor, pathway_id)
    publish(session, actor, pathway_id, version.id, visibility, sentence)
    return True


def unpublish(session: Session, actor: Actor, pathway_id: str) -> None:
    """Take a pathway out of the directory. Doing it twice changes nothing."""
    lock_pathway(session, actor, pathway_id, states=(PathwayState.ACTIVE, PathwayState.ARCHIVED))
    row = session.get(Publication, pathway_id)
    if row is None:
        raise NotFoundError(pathway_id)
    if row.state == PublicationState.WITHDRAWN:
        return
    row.state = PublicationState.WITHDRAWN.value
    session.flush()
    keep_offer(session, pathway_id)
    version = session.get_one(Version, row.version_id)
    summary = f"Took version {version.number} out of the directory"
    write_down(session, actor, "unpublish", summary, subject=version.id)
