"""What a workbook that comes back is held against, and what it was exported from."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.state import PathwayState
from pathways.domain.policy import Action, Actor, is_allowed
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.finding import Finding
from pathways.domain.review.generation import NOW
from pathways.domain.review.identity import Identity
from pathways.domain.review.returning import Addressee, instant
from pathways.domain.review.submission import SubmissionState
from pathways.domain.rule.questions import answers_from_plain
from pathways.domain.rule.standards import standard_from_plain
from pathways.models.finding import FindingRow, SharedFinding
from pathways.models.journal import Journal
from pathways.models.pathway import Pathway
from pathways.models.reviewer import Reviewer
from pathways.models.submission import Submission, received_by, seen_by
from pathways.models.version import Version
from pathways.records.editions import edition_of, get_edition
from pathways.records.findings import read_standing
from pathways.records.pathways import read_content
from pathways.records.people import name_of
from pathways.records.standards import find_kept
from pathways.records.tenants import whole
from pathways.records.thresholds import thresholds_of
from pathways.submissions.returning.origin import ChangedDraft, Origin, Receiver
from pathways.submissions.returning.sendings import read_sending
from pathways.submissions.threads.reads import read_comments
from pathways.submissions.trail.reads import is_seen_by_both


def read_receiver(session: Session, actor: Actor, submission_id: str) -> Receiver:
    """Return a submission that was sent to the actor's organisation; NotFoundError otherwise."""
    row = session.execute(
        sa.select(Submission).where(Submission.id == submission_id, received_by(actor))
    ).scalar_one_or_none()
    if row is None:
        raise NotFoundError(submission_id)
    origin, version = _submitted(session, actor, row)
    addressee = Addressee(
        submission=row.id,
        version=row.version_id,
        digest=version.digest,
        commissioner=row.commissioner_id,
        state=SubmissionState(row.state),
    )
    said = session.get(Reviewer, (row.id, actor.person_id))
    has_declared = said is not None and said.declared_at is not None
    return Receiver(addressee, origin, read_standing(session, row), has_declared)


def find_older(
    session: Session, actor: Actor, identity: Identity, submission_id: str
) -> Origin | None:
    """Return an earlier submission of the same pathway to the same commissioner, if it is one."""
    here = session.execute(
        sa.select(Submission).where(Submission.id == submission_id, received_by(actor))
    ).scalar_one()
    row = session.execute(
        sa.select(Submission).where(
            Submission.id == identity.submission,
            Submission.id != here.id,
            Submission.pathway_id == here.pathway_id,
            Submission.commissioner_id == here.commissioner_id,
            Submission.version_id == identity.version,
            Submission.sent_at < here.sent_at,
        )
    ).scalar_one_or_none()
    return _submitted(session, actor, row)[0] if row is not None else None


def find_origin(session: Session, actor: Actor, identity: Identity) -> Origin | ChangedDraft | None:
    """Return what a workbook was exported from, whoever asks; None where it is gone."""
    with whole(session, "whoever holds a workbook that was sealed here may know what it was"):
        if identity.is_draft:
            return _draft(session, actor, identity)
        row = session.get(Submission, identity.submission)
        if row is None or row.version_id != identity.version:
            return None
        origin, version = _submitted(session, actor, row)
        return origin if version.digest == identity.digest else None


def read_identity(session: Session, actor: Actor, submission_id: str) -> Identity:
    """Return what the workbook of a submission keeps of its origin, exported as it stands now."""
    row = session.execute(
        sa.select(
            Submission.version_id,
            Submission.commissioner_id,
            Submission.changed_at,
            Submission.standard,
            Version.digest,
        )
        .join(Version, Version.id == Submission.version_id)
        .where(
            Submission.id == submission_id,
            seen_by(actor),
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError(submission_id)
    is_ours = actor.is_of(row.commissioner_id)
    table = FindingRow if is_ours else SharedFinding
    findings = session.execute(
        sa.select(table.row, table.finding).where(table.submission_id == submission_id)
    )
    last_step = row.changed_at
    if not is_ours:
        last_step = _last_seen_step(session, submission_id, row.commissioner_id) or last_step
    return Identity(
        digest=row.digest,
        standard=row.standard["key"],
        submission=submission_id,
        version=row.version_id,
        commissioner=row.commissioner_id,
        last_step=instant(last_step),
        generation=NOW,
        findings={found.row: Finding(found.finding) for found in findings},
    )


def _last_seen_step(session: Session, submission_id: str, commissioner_id: str) -> datetime | None:
    """Return when the last step was that both sides know of."""
    return session.execute(
        sa.select(sa.func.max(Journal.at)).where(
            Journal.subject == submission_id, is_seen_by_both(commissioner_id)
        )
    ).scalar_one()


def _submitted(session: Session, actor: Actor, row: Submission) -> tuple[Origin, Version]:
    version = session.get_one(Version, row.version_id)
    content = PathwayContent.from_plain(version.content)
    commissioner = name_of(session, row.commissioner_id)
    is_party = actor.is_of(row.organisation_id) or actor.is_of(row.commissioner_id)
    origin = Origin(
        edition=edition_of(session, version),
        content=content,
        standard=standard_from_plain(row.standard),
        provider=name_of(session, row.organisation_id),
        label=f"Version {version.number}",
        number=version.number,
        title=content.title,
        changed_at=row.sent_at,
        thresholds=thresholds_of(session),
        sentence=row.declaration.get("sentence", ""),
        commissioner=commissioner,
        sending=read_sending(session, row.id, commissioner),
        submission=row.id,
        may_see=is_party and is_allowed(actor, Action.SEE_SUBMISSIONS),
        comments=read_comments(session, row.id, row.pathway_id, row.commissioner_id, row.sent_at),
        answers=answers_from_plain(row.answers),
    )
    return origin, version


def _draft(session: Session, actor: Actor, identity: Identity) -> Origin | ChangedDraft | None:
    pathway = session.get(Pathway, identity.pathway)
    if pathway is None or pathway.state == PathwayState.DELETED:
        return None
    edition = get_edition(session, pathway.edition_code)
    content = read_content(session, edition, pathway.id)
    standard = find_kept(session, identity.standard)
    said: dict[str, Any] = {
        "title": pathway.title,
        "label": "Draft",
        "provider": name_of(session, pathway.organisation_id),
        "standard": standard or content.chosen_standard(),
        "may_see": is_allowed(actor, Action.SEE_PATHWAYS, pathway.organisation_id),
    }
    if content.digest != identity.digest or standard is None:
        return ChangedDraft(**said)
    return Origin(
        **said,
        edition=edition,
        content=content,
        changed_at=datetime.fromtimestamp(identity.changed_at, UTC),
        thresholds=thresholds_of(session),
        comments={},
    )
