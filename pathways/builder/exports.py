"""What the QA matrix workbook is written from, read once for the page and the command."""

from sqlalchemy.orm import Session

from pathways.builder.queries import PathwayView
from pathways.domain.review.generation import NOW
from pathways.domain.review.identity import Identity
from pathways.domain.rule.standards import Standard
from pathways.records.editions import print_wording
from pathways.records.thresholds import thresholds_of
from pathways.workbook.qa.subject import QaSubject


def read_subject(
    session: Session, view: PathwayView, standard: Standard, *, with_wording: bool
) -> QaSubject:
    """Return the subject of a draft's workbook, with the official wording where it is loaded."""
    wording, unverified = print_wording(session, view.edition.code, is_wanted=with_wording)
    return QaSubject(
        edition=view.edition,
        content=view.content,
        standard=standard,
        provider=view.provider,
        version="Draft",
        changed_at=view.head.changed_at,
        wording=wording,
        unverified=unverified,
        thresholds=thresholds_of(session),
    )


def draft_identity(view: PathwayView, subject: QaSubject) -> Identity:
    """Return what the workbook of a draft keeps of its origin."""
    return Identity(
        digest=view.content.digest,
        standard=subject.standard.key,
        pathway=view.head.id,
        changed_at=int(subject.changed_at.timestamp()),
        generation=NOW,
    )
