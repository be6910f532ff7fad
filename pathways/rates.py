"""How much programs may ask for: counted for each token, person or network, and said in headers.

The headers are those of the IETF's present draft, `RateLimit-Policy` and `RateLimit`; whoever has
asked for too much is told so with 429 and `Retry-After`.
"""

from typing import Final

from flask import Flask, Response, current_app, g, request

from pathways.access import find_actor
from pathways.attempts import network
from pathways.bearer import is_declared, tell
from pathways.db import transaction_apart
from pathways.outages import OutageError
from pathways.records.rates import spend

MOST: Final = 300
WINDOW: Final = 300
"""Requests, and the seconds within which a caller may make them."""


def init_app(app: Flask) -> None:
    """Count before the views of addresses for programs, and say afterwards what is left."""
    app.before_request(_count)
    app.after_request(_say)


def _count() -> Response | None:
    if not is_declared(current_app, request.endpoint):
        return None
    try:
        with transaction_apart() as session:
            made, left = spend(session, _caller(), WINDOW)
    except OutageError:
        # Where nothing can be written, what is there can still be read.
        current_app.logger.warning("A request could not be counted.")
        return None
    g.rate = (max(MOST - made, 0), left)
    if made <= MOST:
        return None
    response = tell(429, f"This is more than {MOST} requests in {WINDOW // 60} minutes. Wait.")
    response.headers["Retry-After"] = str(left)
    return response


def _caller() -> str:
    """Return who asks: a token, else a person, else a network."""
    if g.get("bearer"):
        return f"token {g.bearer}"
    actor = find_actor()
    return f"person {actor.person_id}" if actor else f"network {network()}"


def _say(response: Response) -> Response:
    if is_declared(current_app, request.endpoint):
        response.vary.add("Authorization")
    if "rate" in g:
        remaining, left = g.rate
        response.headers["RateLimit-Policy"] = f'"reading";q={MOST};w={WINDOW}'
        response.headers["RateLimit"] = f'"reading";r={remaining};t={left}'
    return response
