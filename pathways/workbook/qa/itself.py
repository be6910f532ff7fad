"""What a QA matrix says of itself as a file, whatever program it is written for."""

from pathways.domain.review.identity import PIECE
from pathways.domain.review.identity import PROPERTY as IDENTITY
from pathways.workbook.kit.package import Document
from pathways.workbook.qa.subject import QaSubject

__all__ = ["IDENTITY", "about", "document_of", "list_properties"]


def about(subject: QaSubject) -> str:
    """Return what stands in the footer of its paper."""
    return f"{' '.join(subject.content.title.split())}, {subject.version}"


def document_of(subject: QaSubject) -> Document:
    """Return its title and what else programs show of a file."""
    level = subject.edition.by_level[subject.content.target_level].name
    return Document(
        title=f"Quality assurance matrix: {subject.content.title}",
        subject=f"{level}, {subject.standard.name}, {subject.version}",
        creator=subject.provider,
        description=subject.headline,
        keywords="QA matrix; trauma informed; training pathway",
        moment=subject.changed_at,
    )


def list_properties(subject: QaSubject) -> list[tuple[str, str]]:
    """Return the properties that keep its identity, in pieces; none where it has none."""
    text = subject.identity or ""
    pieces = [text[i : i + PIECE] for i in range(0, len(text), PIECE)]
    return [
        (IDENTITY if number == 1 else f"{IDENTITY}{number}", piece)
        for number, piece in enumerate(pieces, start=1)
    ]
