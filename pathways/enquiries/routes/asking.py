"""Asking: one form for a provider, or for several at once, with a brief along or without."""

from collections.abc import Sequence
from typing import Final

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, Actor, actor, find_actor, is_inside, requires
from pathways.attempts import (
    TooManyAttemptsError,
    count_for_day,
    count_try,
    say_wait,
    too_many,
)
from pathways.db import db, new_id, transaction
from pathways.domain.refusals import NotFoundError
from pathways.domain.words import listed, plural
from pathways.enquiries import services
from pathways.enquiries.forms import ENQUIRY_LIMIT, EnquiryForm
from pathways.enquiries.queries import ToAttach, get_to_attach
from pathways.enquiries.routes.blueprint import bp
from pathways.forms import sent_identifier
from pathways.htmx import go
from pathways.records.asked import AskedOffer, list_asked

MOST: Final = 10
"""How many pathways are asked about at once."""

A_PERSON: Final = 50
"""Providers that somebody signed in asks within a day: each form counts each once."""
AN_ORGANISATION: Final = 150
"""The same for all people of an organisation."""
_MANY: Final = (
    "That is as much as we mail to providers for now. What you wrote stays here: "
    "send it again in {}."
)

_NOBODY: Final = "Tick at least one of them."


@bp.get("/directory/<pathway_id>/enquiry")
@requires(Action.PUBLIC)
def ask(pathway_id: str) -> ResponseReturnValue:
    """Show the form that asks about one pathway."""
    return _form([pathway_id], _filled(), [pathway_id])


@bp.post("/directory/<pathway_id>/enquiry")
@requires(Action.PUBLIC)
def enquire(pathway_id: str) -> ResponseReturnValue:
    """Keep an enquiry about one pathway and tell the provider."""
    return _send([pathway_id], [pathway_id])


@bp.get("/enquiries/new")
@requires(Action.PUBLIC)
def new() -> ResponseReturnValue:
    """Show the form that asks about several, each ticked."""
    offered = _offered()
    return _form(offered, _filled(), offered)


@bp.post("/enquiries/new")
@requires(Action.PUBLIC)
def send() -> ResponseReturnValue:
    """Keep an enquiry about each pathway that is ticked and tell its provider."""
    offered = _offered()
    ticked = request.form.getlist("to")
    return _send(offered, [one for one in offered if one in ticked or len(offered) == 1])


def _offered() -> list[str]:
    """Return what the address names, each once and not too many."""
    given = dict.fromkeys(sent_identifier(text) for text in request.args.getlist("pathway"))
    return list(given)[:MOST]


def _filled() -> EnquiryForm:
    """Return a form in which stands what is known of somebody signed in, and what a link says."""
    found = find_actor()
    return EnquiryForm(
        formdata=None,
        operation=new_id(),
        name=found.name if found else "",
        email=found.email if found else "",
        organisation=found.organisation if found else "",
        words=request.args.get("words", "")[:ENQUIRY_LIMIT],
        attach=True,
    )


def _to_attach() -> ToAttach | None:
    """Return the brief that the address names, which has to be the sender's own."""
    brief_id = request.args.get("brief", "")
    return get_to_attach(db.session, actor(), sent_identifier(brief_id)) if brief_id else None


def _send(offered: Sequence[str], ticked: Sequence[str]) -> Response:
    brief = _to_attach()
    form = EnquiryForm()
    is_whole = form.validate()
    asked = list_asked(db.session, ticked, is_inside=is_inside())
    if not is_whole or not asked:
        return _form(offered, form, ticked, 422)
    # Looked up before it is counted: a page that is gone is nobody's try.
    found = find_actor()
    try:
        _count(found, form.email.data, len({one.provider_id for one in asked}))
    except TooManyAttemptsError as refused:
        form.add_error("words", _MANY.format(say_wait(refused.wait)))
        return too_many(_form(offered, form, ticked), refused.wait)
    sender = services.Sender(
        name=form.name.data,
        email=form.email.data,
        organisation=form.organisation.data,
        words=form.words.data,
        actor=found,
    )
    try:
        with transaction() as session:
            sent = services.keep_enquiries(
                session,
                ticked,
                sender,
                operation=form.operation.identifier,
                is_inside=is_inside(),
                brief=services.ForBrief(brief.id, form.attach.data, form.budget.data)
                if brief
                else None,
            )
    except NotFoundError:
        return _form(offered, form, ticked, 422)
    flash(_say_sent(sent, len(ticked) - len(sent), sender.email))
    return go(_after(offered, brief))


def _count(found: Actor | None, email: str, providers: int) -> None:
    """Count what is asked; TooManyAttemptsError where it is too much.

    A visitor's try is each provider that gets a mail; of somebody signed in it is each form, and
    the mails of a day are counted for them and for their organisation.
    """
    count_try("enquiry", found.email if found else email, 1 if found else providers)
    if found:
        limits = {f"enquiries of {found.person_id}": A_PERSON}
        if found.organisation_id:
            limits[f"enquiries of {found.organisation_id}"] = AN_ORGANISATION
        count_for_day(limits, providers)


def _say_sent(sent: Sequence[AskedOffer], gone: int, email: str) -> str:
    providers = list(dict.fromkeys(one.provider for one in sent))
    they = "They answer" if len(providers) == 1 else "Each answers by itself,"
    words = f"Your enquiry is with {listed(providers)}. {they} to {email}."
    if gone:
        verb = "is" if gone == 1 else "are"
        words += f" {plural(gone, 'pathway')} {verb} no longer published and left out."
    return words


def _after(offered: Sequence[str], brief: ToAttach | None) -> str:
    """Return where somebody goes who has asked: back, or to what their organisation asked."""
    if len(offered) == 1 and brief is None:
        return url_for("directory.show", pathway_id=offered[0])
    found = find_actor()
    if found and found.organisation_id:
        return url_for("enquiries.index", side="from")
    return url_for("compare.show", pathway=list(offered))


def _form(
    offered: Sequence[str], form: EnquiryForm, ticked: Sequence[str], status: int = 200
) -> Response:
    """Show the form; 404 where nothing of what is offered is there for this reader."""
    asked = list_asked(db.session, offered, is_inside=is_inside())
    if not asked:
        status = 404
    is_nobody = bool(asked) and status == 422 and not {one.id for one in asked} & set(ticked)
    markup = render_template(
        "enquiries/ask.html",
        section="directory",
        asked=asked,
        gone=len(offered) - len(asked),
        ticked=ticked,
        nobody=_NOBODY if is_nobody else "",
        brief=_to_attach(),
        form=form,
        here=request.full_path.rstrip("?"),
    )
    return make_response(markup, status)
