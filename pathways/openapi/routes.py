"""The address of the description."""

import re
from importlib.metadata import version
from typing import Final

from flask import Blueprint, Response, current_app

from pathways.access import Action, needs_of, requires
from pathways.addresses import public_address
from pathways.bearer import for_programs, list_rules, scope_of
from pathways.downloads import JSON, kept, write_json
from pathways.imprint import imprint
from pathways.openapi.document import House, Route, describe
from pathways.rates import MOST, WINDOW

bp = Blueprint("openapi", __name__)

_PART: Final = re.compile(r"<(?:[^<>:]+:)?(\w+)>")


@bp.get("/openapi.json")
@requires(Action.PUBLIC)
@for_programs()
def description() -> Response:
    """Describe every address for programs, in the words of OpenAPI 3.1."""
    found = imprint()
    house = House(
        name=found.name,
        contact=found.contact,
        version=version("pathways"),
        address=public_address("accounts.home").rstrip("/"),
        cookie=current_app.config["SESSION_COOKIE_NAME"],
        most=MOST,
        window=WINDOW,
    )
    return kept(Response(write_json(describe(list_routes(), house)), mimetype=JSON))


def list_routes() -> list[Route]:
    """Return what the addresses for programs say of themselves."""
    found = []
    for rule in list_rules(current_app):
        scope = scope_of(current_app, rule.endpoint)
        found.append(
            Route(
                endpoint=rule.endpoint,
                path=_PART.sub(r"{\1}", rule.rule),
                parts=tuple(_PART.findall(rule.rule)),
                scope=scope.value if scope else "",
                is_public=needs_of(current_app, rule.endpoint) is Action.PUBLIC,
            )
        )
    return found
