"""The only reader and writer of HX-* headers.

A fragment is a template file `_name.html`: one element with its id. Its page
includes it, and a change sends it by itself. The server decides what changed;
each fragment finds its place by its id. A plain browser is sent to the page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request
from htmx_flask import Htmx
from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Fragment:
    """A fragment template and the values it needs.

    `placing` is how it finds its place: "true" replaces the element with its id,
    "beforeend:#list" adds it to a list, "afterend:#item" behind an item of one, "delete" takes
    the element away.
    """

    template: str
    context: dict[str, Any]
    placing: str = "true"

    def render(self) -> Markup:
        """Return the fragment's markup as its page would hold it."""
        return Markup(render_template(self.template, **self.context))  # noqa: S704  # our template


def fragment(template: str, **context: Any) -> Fragment:
    """Name a fragment and its values."""
    return Fragment(template, context)


def init_app(app: Flask) -> None:
    """Teach requests to tell htmx from a plain browser; keep caches apart."""
    Htmx(app)
    app.after_request(_vary)


def _vary(response: Response) -> Response:
    # One address serves page and fragments, so a cache must keep both apart.
    response.vary.add("HX-Request")
    return response


def wants_fragments() -> bool:
    """Whether htmx asks and the browser is not restoring a whole page."""
    asked: Any = request.htmx  # type: ignore[attr-defined]  # set by the extension
    return bool(asked) and not asked.history_restore_request and not asked.boosted


def respond(address: str, changed: Iterable[Fragment], status: int = 200) -> Response:
    """Answer a change: fragments by id for htmx, the page at `address` for a plain browser."""
    if not wants_fragments():
        return make_response(redirect(address, 303))
    return send(changed, status)


def send(changed: Iterable[Fragment], status: int = 200, address: str = "") -> Response:
    """Send fragments, each placed by its id; `address` is what the browser shows from then on."""
    parts = (_placed(part) for part in changed)
    response = make_response("\n".join(parts), status)
    if address:
        response.headers["HX-Push-Url"] = address
    return response


def go(address: str) -> Response:
    """Send the browser to another page, from htmx or from a form."""
    if wants_fragments():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = address
        return response
    return make_response(redirect(address, 303))


def come_back(address: str) -> Response:
    """Show the page anew that asked; where htmx asked, at the place to which it is scrolled."""
    if wants_fragments():
        response = make_response("", 200)
        response.headers["HX-Refresh"] = "true"
        return response
    return make_response(redirect(address, 303))


_OF_TABLES = ("<tr", "<td", "<th", "<tbody", "<tfoot")


def _placed(part: Fragment) -> str:
    """Mark a fragment's root, so that htmx puts it where it belongs."""
    before, found, after = part.render().partition(' id="')
    if not found or ">" in before:
        raise ValueError(f"{part.template} does not begin with one element that has an id")
    if before.startswith(_OF_TABLES):
        # A browser reads parts of a table only where a table is, or inside a template.
        return f'<template>{before} hx-swap-oob="{part.placing}" id="{after}</template>'
    if part.placing.startswith(("beforeend", "afterbegin", "afterend")):
        # htmx adds what is inside the marked element, so the whole fragment goes inside one.
        return f'<div hx-swap-oob="{part.placing}">{before} id="{after}</div>'
    return f'{before} hx-swap-oob="{part.placing}" id="{after}'
