"""What the QA matrix workbook is written from, read once for the page and the command."""

from sqlalchemy.orm import Session

from pathways.builder.queries import PathwayView
from pathways.domain.review.identity import Identity
from pathways.domain.rule.standards import Standard
from pathways.records.editions import get_wording
from pathways.workbook.qa.subject import QaSubject


def read_subject(
    session: Session, view: PathwayView, standard: Standard, *, with_wording: bool
) -> QaSubject:
    """Return the subject of a draft's workbook, with the official wording where it is loaded."""
    found = get_wording(session, view.edition.code) if with_wording else {}
    return QaSubject(
        edition=view.edition,
        content=view.content,
        standard=standard,
        provider=view.provider,
        version="Draft",
        changed_at=view.head.changed_at,
        wording={code: text for code, (text, _state) in found.items()},
        unverified=frozenset(c for c, (_text, state) in found.items() if state == "unverified"),
    )


def draft_identity(view: PathwayView, subject: QaSubject) -> Identity:
    """Return what the workbook of a draft keeps of its origin."""
    return Identity(
        digest=view.content.digest,
        standard=subject.standard.key,
        pathway=view.head.id,
        changed_at=int(subject.changed_at.timestamp()),
    )
