"""Former members: a name is taken out of what is kept, and what it stood in stays whole.

"A former member" stands there instead. A digest of the journal covers a mark in the place of the
name, see `domain/chain.py`; what a step of a review says of its reviewers is proved anew.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.chain import FORMER, digest_of, erase, mark_replaced, prove_replaced
from pathways.domain.review.steps import rename_reviewers
from pathways.domain.words import replace_whole
from pathways.models.base import Base
from pathways.models.submission import Submission
from pathways.records.answers import ANSWERED
from pathways.records.journal import ERASED, JOURNAL, SUMMARY_LIMIT, Doer, write_down
from pathways.records.names import TYPED, NameBearer, bears_name, list_name_tables

_NAMING: Final = frozenset(
    {"assign", "share out", "release", "role set", "member removed", "send", "declined", "closed"}
)
"""Actions whose summaries name somebody."""
_CLASSES: Final = {
    mapper.local_table.name: mapper.class_  # type: ignore[attr-defined]  # ours are all tables
    for mapper in Base.registry.mappers
}
_ERASE: Final = (
    sa.update(JOURNAL)
    .where(JOURNAL.c.id == sa.bindparam("_id"))
    .values(
        person_name=sa.bindparam("_name"),
        summary=sa.bindparam("_summary"),
        veil=sa.bindparam("_veil"),
    )
)
_REPLACE: Final = _ERASE.values(images=sa.bindparam("_images", type_=JOURNAL.c.images.type))


def erase_from_journal(
    session: Session,
    doer: Doer | None,
    known: NameBearer,
    asked: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> int:
    """Take somebody's names and address out of the journal; return in how many rows they stood.

    `asked` are the enquiries that were theirs, each with the words that name them there: a step
    keeps every answer that was given. The chain stays whole: a mark is left that shows nothing, and
    the step that this writes names the new summaries and images. A second time changes what is left
    to change.
    """
    changes: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    summaries: dict[str, str] = {}
    images: dict[str, str] = {}
    for row in _list_steps(session, known, asked):
        name = FORMER if row.person_id == known.person_id and row.person_name else row.person_name
        summary = replace_whole(row.summary, _words(row, known), FORMER)[:SUMMARY_LIMIT]
        is_new = (name != row.person_name, summary != row.summary)
        said = _images(row, known, asked)
        if not any(is_new) and said == row.images:
            continue
        veil = erase(row.veil, row.person_name, row.summary, *is_new)
        made = {**row._mapping, "person_name": name, "summary": summary, "veil": veil}
        change = {"_id": row.id, "_name": name, "_summary": summary, "_veil": veil}
        if is_new[1]:
            summaries[str(row.id)] = digest_of(summary)
        if said != row.images:
            made |= {"images": said, "veil": mark_replaced(veil)}
            change |= {"_images": said, "_veil": made["veil"]}
            images[str(row.id)] = prove_replaced(made)
        changes[said != row.images].append(change)
    for has_images, found in changes.items():
        if found:
            session.connection().execute(_REPLACE if has_images else _ERASE, found)
    about = {"person": known.person_id, "summaries": summaries, "images": images}
    write_down(
        session,
        doer,
        ERASED,
        "Personal data was erased",
        subject=known.person_id,
        organisation_id=None,
        proofs={ERASED: about},
    )
    return sum(len(found) for found in changes.values())


def _list_steps(session: Session, known: NameBearer, asked: Iterable[str]) -> list[Any]:
    """Return the steps that may name them: theirs, those about them, and any with their words."""
    said = [JOURNAL.c.summary.icontains(word, autoescape=True) for word in _all_words(known)]
    as_text = sa.cast(JOURNAL.c.images, sa.Text)
    marked = [as_text.contains(json.dumps(name)[1:-1], autoescape=True) for name in known.names]
    is_review = JOURNAL.c.subject.in_(sa.select(Submission.id))
    return list(
        session.execute(
            sa.select(JOURNAL)
            .where(
                sa.or_(
                    JOURNAL.c.person_id == known.person_id,
                    *said,
                    sa.and_(JOURNAL.c.action == ANSWERED, JOURNAL.c.subject.in_(tuple(asked))),
                    sa.and_(is_review, sa.or_(sa.false(), *marked)),
                )
            )
            .order_by(JOURNAL.c.id)
        )
    )


def _all_words(known: NameBearer) -> Iterator[str]:
    yield from filter(None, (known.email, *known.names))


def _words(row: Any, known: NameBearer) -> list[str]:
    """Return which of their words are theirs in the summary of a row.

    A name of one word is often a word as well, and a name that others have is theirs, too: each is
    looked for where a step is by them or about them.
    """
    if known.person_id in (row.person_id, row.subject):
        return list(_all_words(known))
    if row.action in _NAMING:
        return [known.email, *known.own]
    return [known.email, *(name for name in known.own if " " in name)]


def _images(row: Any, known: NameBearer, asked: Mapping[str, Collection[str]]) -> Any:
    """Return the images of a step without their name as a reviewer's, or as who was answered."""
    if row.action == ANSWERED and row.subject in asked:
        return [
            {**said, "words": replace_whole(said["words"], asked[row.subject], FORMER)}
            for said in row.images
        ]
    if not row.images or not any("row" in image for image in row.images if isinstance(image, dict)):
        return row.images
    names = known.names if row.person_id == known.person_id else known.own
    return rename_reviewers(row.images, names, FORMER)


def take_names_out(session: Session, known: NameBearer) -> None:
    """Take somebody's name out of every row that holds a copy of it.

    Tables that others refer to come first, as everybody locks them. Copies are no part of what is
    proved of a row; names that were typed are, so those rows are written as objects.
    """
    _lock_submissions(session, known)
    for table, names in list_name_tables():
        for name in names:
            session.execute(
                sa.update(table).where(bears_name(table, name, known)).values({name: FORMER})
            )
        if table.name == Submission.__tablename__:
            _take_declared_out(session, known)
        if column := TYPED.get(table.name):
            kept = _CLASSES[table.name]
            for row in session.scalars(sa.select(kept).where(bears_name(table, column, known))):
                setattr(row, column, FORMER)
    session.flush()


def _lock_submissions(session: Session, known: NameBearer) -> None:
    """Lock what typed names belong to, as all do who write there: nobody is just writing them."""
    typed = (
        sa.select(table.c.submission_id).where(bears_name(table, column, known))
        for table, column in ((Base.metadata.tables[name], one) for name, one in TYPED.items())
    )
    declared = sa.select(Submission.id).where(_declares(known))
    session.execute(
        sa.select(Submission.id)
        .where(Submission.id.in_(sa.union(declared, *typed)))
        .order_by(Submission.id)
        .with_for_update()
    )


def _declares(known: NameBearer) -> sa.ColumnElement[bool]:
    by = Submission.declaration["by"].as_string()
    is_theirs = sa.or_(Submission.sent_by == known.person_id, by.in_(known.own))
    return sa.and_(by.in_(known.names), is_theirs)


def _take_declared_out(session: Session, known: NameBearer) -> None:
    """Take the name out of declarations: the person who declares may have been named there."""
    for row in session.scalars(sa.select(Submission).where(_declares(known))):
        row.declaration = {**row.declaration, "by": FORMER}
