"""Asking: an enquiry kept for each pathway, and each provider's owners told once."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.chain import new_salt
from pathways.domain.need.attached import copy_brief
from pathways.domain.plan.progress import CourseProgress, CourseStanding
from pathways.domain.policy import Action, Actor
from pathways.domain.refusals import NotFoundError
from pathways.domain.words import listed
from pathways.models.base import Base, new_id, now
from pathways.models.enquiry import Enquiry
from pathways.records.asked import AskedOffer, list_asked
from pathways.records.briefs import find_own_brief
from pathways.records.courses import set_state, standings_for
from pathways.records.editions import get_edition
from pathways.records.journal import write_down
from pathways.records.mail import tell_members
from pathways.records.people import need_account
from pathways.records.proofs import note_row
from pathways.records.tenants import whole

ENQUIRY: Final = Base.metadata.tables["enquiry"]

_MAIL: Final = """{name}{organisation} asks about {titles}:

{words}

{brief}Answer on the page below, or to {email}. This mail comes from the site itself, so a \
reply to it does not reach them.

If you answer elsewhere, mark it as answered there, so that your colleagues know.
"""
_BRIEF: Final = "The need is written down beside it, on the page below.\n\n"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who asks, and what. `actor` is None for somebody who is not signed in."""

    name: str
    email: str
    organisation: str
    words: str
    actor: Actor | None = None


@dataclass(frozen=True, slots=True)
class ForBrief:
    """The sender's own brief that it is about, and what of it the providers read."""

    brief_id: str
    is_attached: bool = False
    with_budget: bool = False


def keep_enquiries(
    session: Session,
    pathway_ids: Sequence[str],
    sender: Sender,
    *,
    operation: str,
    is_inside: bool,
    brief: ForBrief | None = None,
) -> tuple[AskedOffer, ...]:
    """Keep an enquiry about each listed pathway and tell each provider once; return those asked.

    The same words under the same `operation` a second time change nothing; other
    words under it, from a form that was sent before, are enquiries of their own.
    NotFoundError where the sender sees none of the pathways, or where the brief is not theirs;
    single ones that they do not see are left out.
    """
    if sender.actor is not None:
        need_account(session, sender.actor.person_id)
    asked = list_asked(session, pathway_ids, is_inside=is_inside)
    if not asked:
        raise NotFoundError(operation)
    shared = _shared(session, sender, brief)
    told: dict[str, list[tuple[str, AskedOffer]]] = {}
    for one in asked:
        # Of several each has a name that follows from the operation, so that a second click,
        # when one of them is gone, still knows the others.
        first = operation if len(pathway_ids) == 1 else _named(operation, one.id)
        values: dict[str, Any] = {
            "id": first,
            "pathway_id": one.id,
            "version_id": one.version_id,
            "organisation_id": one.provider_id,
            "name": sender.name,
            "email": sender.email,
            "organisation": sender.organisation,
            "words": sender.words,
            "at": now(),
            "answered_by_name": "",
            "together": operation if len(pathway_ids) > 1 else None,
            "veil": new_salt(),
            **shared,
        }
        if identifier := _keep(session, values):
            told.setdefault(one.provider_id, []).append((identifier, one))
    for provider_id, ones in told.items():
        _tell_provider(session, provider_id, ones, sender, is_attached=bool(shared["attached"]))
    if brief is not None and sender.actor is not None:
        _mark_asked(session, sender.actor, brief.brief_id, asked)
    return asked


def _shared(session: Session, sender: Sender, brief: ForBrief | None) -> dict[str, Any]:
    """Return what all enquiries that are sent at once have in common."""
    found = sender.actor
    shared: dict[str, Any] = {
        "person_id": found.person_id if found else None,
        "buyer_id": found.organisation_id if found else None,
        "brief_id": None,
        "attached": None,
    }
    if brief is None:
        return shared
    own = find_own_brief(session, found, brief.brief_id) if found else None
    if own is None:
        raise NotFoundError(brief.brief_id)
    shared["brief_id"] = brief.brief_id
    if brief.is_attached:
        edition = get_edition(session, own.edition)
        shared["attached"] = copy_brief(edition, own, with_budget=brief.with_budget).to_plain()
    return shared


def _named(operation: str, pathway_id: str) -> str:
    """Return the identifier of one of several enquiries that a form sends."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    digest = hashlib.sha256(f"{operation} {pathway_id}".encode()).digest()
    return "".join(letters[byte % len(letters)] for byte in digest[:16])


def _keep(session: Session, values: dict[str, Any]) -> str:
    """Keep one enquiry and write it down; return its id, empty where it was kept before."""
    # Two clicks at one moment: the database lets one of them in.
    with whole(session, "a visitor asks, and reads nothing of what the provider gets"):
        if not _insert(session, values):
            if _is_kept(session, values):
                return ""
            values["id"] = new_id()
            _insert(session, values)
    # The trail says that somebody asked; who, and what, stands with the enquiry alone.
    write_down(
        session,
        None,
        "enquire",
        "An enquiry came in",
        subject=values["id"],
        organisation_id=values["organisation_id"],
    )
    return str(values["id"])


def _is_kept(session: Session, values: dict[str, Any]) -> bool:
    """Whether the enquiry under this identifier says the same, of the same pathway."""
    said = ("pathway_id", "name", "email", "organisation", "words")
    row = session.get_one(Enquiry, values["id"])
    return all(getattr(row, key) == values[key] for key in said)


def _insert(session: Session, values: dict[str, Any]) -> bool:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    statement = sa.text(
        f"INSERT INTO enquiry ({names}) VALUES ({marks}) ON CONFLICT (id) DO NOTHING RETURNING id"  # noqa: S608  # names of columns
    ).bindparams(
        sa.bindparam("at", type_=ENQUIRY.c.at.type),
        sa.bindparam("attached", type_=sa.JSON(none_as_null=True)),
    )
    is_new = session.execute(statement, values).first() is not None
    if is_new:
        note_row(session, ENQUIRY, None, {**dict.fromkeys(ENQUIRY.c.keys()), **values})
    return is_new


def _tell_provider(
    session: Session,
    provider_id: str,
    ones: Sequence[tuple[str, AskedOffer]],
    sender: Sender,
    *,
    is_attached: bool,
) -> None:
    """Tell the owners of one provider what was asked of it, in one mail."""
    titles = [one.title for _, one in ones]
    is_one = len(ones) == 1
    tell_members(
        session,
        provider_id,
        Action.OWN_PATHWAYS,
        f"An enquiry about {titles[0] if is_one else f'{len(titles)} of your pathways'}",
        _MAIL.format(
            name=sender.name,
            organisation=f" ({sender.organisation})" if sender.organisation else "",
            titles=("your pathway " if is_one else "your pathways ")
            + listed([f'"{title}"' for title in titles]),
            words=sender.words,
            brief=_BRIEF if is_attached else "",
            email=sender.email,
        ),
        path=f"/enquiries/{ones[0][0]}" if is_one else "/enquiries",
    )


def _mark_asked(session: Session, actor: Actor, brief_id: str, asked: Iterable[AskedOffer]) -> None:
    """Say in the brief that these were asked, where nothing more was done about them yet."""
    there = standings_for(session, actor, brief_id)
    for one in asked:
        if there.get(one.id, CourseStanding()).state is CourseProgress.OPEN:
            set_state(session, actor, brief_id, one.id, CourseProgress.ASKED)
