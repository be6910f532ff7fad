"""Who may do what: one policy, and a declaration at every route.

A route declares what it needs with `@requires`; the app refuses to start if
one does not. Things of an organisation are loaded only through the actor, so
that another organisation's thing is not found rather than forbidden.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from sqlalchemy import Select, bindparam, select
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from pathways.db import db
from pathways.domain.organisation import OrganisationState
from pathways.domain.policy import Action, Actor, Verdict, is_allowed, policy, refuse
from pathways.domain.refusals import DeniedError
from pathways.htmx import wants_fragments
from pathways.models.account import Membership, Organisation, Person
from pathways.tenancy import become

__all__ = [
    "LIBRARY_ROUTES",
    "Action",
    "Actor",
    "Verdict",
    "actor",
    "find_actor",
    "init_app",
    "is_inside",
    "load_actor",
    "may",
    "needs_of",
    "needs_sign_in",
    "organisation_id",
    "policy",
    "preference",
    "refuse_undeclared",
    "is_unasked",
    "requires",
    "unasked",
    "why_not",
]

View = TypeVar("View", bound=Callable[..., Any])


LIBRARY_ROUTES: Final[dict[str, Action]] = {"static": Action.PUBLIC}
"""What routes of libraries need; features add theirs."""


def may(action: Action) -> bool:
    """Whether the actor of this request may do this; for templates."""
    return is_allowed(find_actor(), action)


def why_not(action: Action) -> str:
    """Return why the actor of this request may not do this, in words; for templates."""
    found = find_actor()
    refusal = refuse(found, action) if found else None
    return refusal.words if refusal else ""


def requires(action: Action) -> Callable[[View], View]:
    """Declare what a route needs."""

    def declare(view: View) -> View:
        view.__dict__["needs"] = action
        return view

    return declare


BY_ITSELF: Final = "By-Itself"
"""A header of what a page asks for without anybody having pressed anything."""


def unasked(view: View) -> View:
    """Declare that pages ask for a route by themselves: nobody is at work because of it."""
    view.__dict__["is_unasked"] = True
    return view


def is_unasked() -> bool:
    """Whether a page asks by itself, so that whoever is signed in may be far away."""
    view = current_app.view_functions.get(request.endpoint or "")
    return BY_ITSELF in request.headers or bool(view and view.__dict__.get("is_unasked"))


def find_actor() -> Actor | None:
    """Return who asks, or None for somebody not signed in. Kept for the request."""
    if "actor" not in g:
        g.actor = _load_actor()
        become(db.session, g.actor)
    actor: Actor | None = g.actor
    return actor


def actor() -> Actor:
    """Return who asks, on a route that needs somebody signed in."""
    found = find_actor()
    if found is None:
        raise Unauthorized
    return found


def preference(name: str) -> str:
    """Return how the person of this request wants something to be, empty where they never said."""
    find_actor()
    return str(g.get("preferences", {}).get(name, ""))


def is_inside() -> bool:
    """Whether somebody of an organisation that was let in asks.

    They see what is not shown to everybody.
    """
    found = find_actor()
    return found is not None and found.is_inside


def organisation_id() -> str:
    """Return the organisation chosen for the session, on a route that needs one."""
    found = actor().organisation_id
    if found is None:
        raise Unauthorized
    return found


def _who() -> Select[Any]:
    """Prepare the one statement that says who asks: a person, and each organisation of theirs.

    It reads tables, not objects. The sign-in library loads a person as an object
    too, but only where its own views ask for one.
    """
    person, membership, organisation = (
        model.__table__ for model in (Person, Membership, Organisation)
    )
    belongs = membership.join(organisation, membership.c.organisation_id == organisation.c.id)
    theirs = membership.c.person_id == person.c.id
    return (
        select(
            person.c.id.label("person_id"),
            person.c.name.label("person"),
            person.c.email,
            person.c.is_administrator,
            person.c.preferences,
            organisation.c.id,
            organisation.c.name,
            organisation.c.is_provider,
            organisation.c.is_commissioner,
            organisation.c.is_employer,
            organisation.c.state,
            membership.c.role,
        )
        .select_from(person.outerjoin(belongs, theirs))
        .where(person.c.fs_uniquifier == bindparam("identity"), person.c.active)
        .order_by(organisation.c.name)
    )


_WHO: Final = _who()


def _load_actor() -> Actor | None:
    # The cookie names an identity, not a person: sign-out and a new password renew it.
    identity = session.get("_user_id")
    return load_actor(identity, session.get("organisation")) if identity else None


def load_actor(identity: str, chosen: str | None, *, is_bound: bool = False) -> Actor | None:
    """Return the person of an identity, acting for the chosen organisation; None for nobody.

    Where none is chosen, or none of theirs, it is their only one. `is_bound` says that it is the
    chosen one or nobody, and no organisation where none is chosen.
    """
    found = db.session.connection().execute(_WHO, {"identity": identity}).all()
    if not found:
        return None
    g.preferences = found[0].preferences or {}
    rows = [row for row in found if row.state == OrganisationState.ACTIVE]
    # A provider drafts while it waits; what other organisations do needs them let in.
    drafting = [row for row in found if row.state == OrganisationState.ASKED and row.is_provider]
    row = next((row for row in rows + drafting if row.id == chosen), None)
    if row is None and is_bound and chosen is not None:
        return None
    if row is None and not is_bound and len(rows or drafting) == 1:
        row = (rows or drafting)[0]
    person: dict[str, Any] = {
        "person_id": found[0].person_id,
        "name": found[0].person,
        "email": found[0].email,
        "is_administrator": found[0].is_administrator,
        "waiting": tuple(row.name for row in found if row.state == OrganisationState.ASKED),
    }
    if row is None:
        return Actor(**person)
    return Actor(
        **person,
        organisation_id=row.id,
        organisation=row.name,
        role=row.role,
        is_provider=row.is_provider,
        is_commissioner=row.is_commissioner,
        is_employer=row.is_employer,
        is_waiting=row.state == OrganisationState.ASKED,
    )


def needs_sign_in() -> bool:
    """Whether this request's route needs somebody signed in, and nobody is."""
    action = needs_of(current_app, request.endpoint) if request.endpoint else None
    return action not in (None, Action.PUBLIC) and find_actor() is None


def needs_of(app: Flask, endpoint: str) -> Action | None:
    """Return what an endpoint declared, or None."""
    declared = app.view_functions[endpoint].__dict__.get("needs")
    return declared or LIBRARY_ROUTES.get(endpoint)


def init_app(app: Flask) -> None:
    """Ask the policy before every view."""
    app.before_request(_ask)
    app.jinja_env.globals.update(may=may, why_not=why_not, Action=Action, find_actor=find_actor)


def refuse_undeclared(app: Flask) -> None:
    """Refuse to start with a route that declares nothing."""
    missing = sorted(e for e in app.view_functions if needs_of(app, e) is None)
    if missing:
        raise RuntimeError(f"Routes that do not declare what they need: {', '.join(missing)}")


def _ask() -> Response | None:
    if request.endpoint is None:
        return None
    action = needs_of(current_app, request.endpoint)
    if action is None or action is Action.PUBLIC:
        return None
    match policy(find_actor(), action):
        case Verdict.ALLOWED:
            return None
        case Verdict.SIGN_IN:
            # What was typed is not lost: the page for 401 shows it, htmx keeps the page.
            if request.method not in ("GET", "HEAD") or wants_fragments():
                if is_unasked():
                    # Nobody reads it, so no page is made that would take messages away with it.
                    return Response(status=401)
                raise Unauthorized
            return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
        case Verdict.CHOOSE:
            return _send_to_choose(action)
        case Verdict.NOT_FOUND:
            abort(404)
        case Verdict.FORBIDDEN:
            raise DeniedError(action)


def _send_to_choose(action: Action) -> Response:
    if "bearer" in g:
        # A token is bound to what it was made for: there is nothing to choose.
        raise DeniedError(action)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.choose", next=wanted))
