"""The description itself: routes, what is said of them, and the answers that all have in common."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from pathways.openapi.addresses import ADDRESSES, JSON, Described, Parameter
from pathways.openapi.schemas import SCHEMAS

Plain = dict[str, Any]

_PAGE: Final = "text/html"
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_FAULTS: Final[Plain] = {
    JSON: {"schema": {"$ref": "#/components/schemas/Error"}},
}
_EITHER: Final[Plain] = {**_FAULTS, _PAGE: {"schema": {"type": "string"}}}
"""A program that brings a token is told in JSON what is wrong, anybody else on a page."""


@dataclass(frozen=True, slots=True)
class Route:
    """What a route says of itself: its path as OpenAPI writes it, and who may ask.

    `scope` is what a token needs, empty where any will do; `is_public` where none is needed.
    """

    endpoint: str
    path: str
    parts: tuple[str, ...]
    scope: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class House:
    """What the copy says of itself."""

    name: str
    contact: str
    version: str
    address: str
    cookie: str
    most: int
    window: int


def describe(routes: Iterable[Route], house: House) -> Plain:
    """Return the description; KeyError for a route of which nothing is said."""
    paths = {
        route.path: {"get": _operation(route, ADDRESSES[route.endpoint])}
        for route in sorted(routes, key=lambda one: one.path)
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{house.name}: addresses for programs",
            "version": house.version,
            "description": _INTRODUCTION.format(most=house.most, minutes=house.window // 60),
            **({"contact": _contact(house)} if house.contact else {}),
        },
        "servers": [{"url": house.address}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "headers": _headers(house),
            "responses": _responses(),
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A personal access token, made on the account page.",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": house.cookie,
                    "description": "The session of somebody signed in, as browsers have it.",
                },
            },
        },
    }


_INTRODUCTION: Final = (
    "All addresses are read by GET; none changes anything. A personal access token goes into "
    "`Authorization: Bearer ...`. It reads as its person, in the organisation that it was made for "
    "and within its scopes; beside it a session counts for nothing. Each caller (a token, a person "
    "signed in, or else a network) may ask {most} times in {minutes} minutes: `RateLimit-Policy` "
    "and `RateLimit` say how much is left. Fields and columns may be added; one that is there "
    "keeps its name and meaning."
)


def _contact(house: House) -> Plain:
    key = "url" if house.contact.startswith("https://") else "email"
    return {"name": house.name, key: house.contact}


def _operation(route: Route, about: Described) -> Plain:
    parts = dict(about.parts)
    security: list[Plain] = [{"token": [route.scope] if route.scope else []}, {"session": []}]
    return {
        "operationId": route.endpoint.replace(".", "_"),
        "summary": about.summary,
        "tags": [route.scope or "any token"],
        "security": [{}, *security] if route.is_public else security,
        "parameters": [
            *(_part(name, parts.get(name, ())) for name in route.parts),
            *(_question(asked) for asked in about.asked),
        ],
        "responses": _answers(route, about),
    }


def _part(name: str, values: tuple[str, ...]) -> Plain:
    schema: Plain = {"type": "string", **({"enum": list(values)} if values else {})}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _question(asked: Parameter) -> Plain:
    one: Plain = {"type": "integer" if asked.is_number else "string"}
    if asked.values:
        one["enum"] = list(asked.values)
    schema = {"type": "array", "items": one} if asked.is_many else one
    return {
        "name": asked.name,
        "in": "query",
        "required": asked.is_needed,
        "description": asked.words,
        "schema": schema,
    }


def _answers(route: Route, about: Described) -> Plain:
    found: Plain = {"200": _given(about)}
    if about.keeps:
        found["304"] = _shared("NotModified")
    if not route.is_public:
        found["302"] = _shared("SignIn")
        found["403"] = _shared("Forbidden")
    elif route.scope:
        found["403"] = _shared("OutOfScope")
    if about.leads:
        found["303"] = {"description": about.leads, "headers": {"Location": _LOCATION}}
    found["401"] = _shared("WrongToken")
    if route.parts or about.asked:
        found["404"] = _shared("Missing")
    found["429"] = _shared("TooMany")
    if about.is_made:
        found["503"] = _shared("NoTurn")
    return dict(sorted(found.items()))


def _given(about: Described) -> Plain:
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in _COUNTED}
    if about.keeps:
        headers["ETag"] = {"$ref": "#/components/headers/ETag"}
    content: Plain = {}
    for kind in about.kinds:
        if kind == JSON and about.schema:
            content[kind] = {"schema": {"$ref": f"#/components/schemas/{about.schema}"}}
        elif kind == JSON:
            content[kind] = {"schema": {"type": "object"}}
        else:
            content[kind] = {"schema": {"type": "string"}} if kind.startswith("text/") else _BINARY
    return {"description": about.summary, "headers": headers, "content": content}


_COUNTED: Final = ("RateLimit-Policy", "RateLimit")
_LOCATION: Final[Plain] = {"schema": {"type": "string"}}


def _shared(name: str) -> Plain:
    return {"$ref": f"#/components/responses/{name}"}


def _headers(house: House) -> Plain:
    return {
        "RateLimit-Policy": {
            "description": "How much may be asked for: q requests in w seconds.",
            "schema": {"type": "string"},
            "example": f'"reading";q={house.most};w={house.window}',
        },
        "RateLimit": {
            "description": "What is left: r requests, and t seconds until all may be asked again.",
            "schema": {"type": "string"},
            "example": f'"reading";r={house.most - 1};t=60',
        },
        "ETag": {
            "description": "Sent back as If-None-Match, it is answered with 304 where all holds.",
            "schema": {"type": "string"},
        },
        "Retry-After": {
            "description": "Seconds to wait.",
            "schema": {"type": "integer", "minimum": 1},
        },
        "WWW-Authenticate": {
            "description": "What is wrong with the token, as RFC 6750 says it.",
            "schema": {"type": "string"},
        },
    }


def _responses() -> Plain:
    waits = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
    asks = {"WWW-Authenticate": {"$ref": "#/components/headers/WWW-Authenticate"}}
    return {
        "NotModified": {"description": "What you have still holds."},
        "SignIn": {
            "description": "Without a token or a session: to the page where people sign in.",
            "headers": {"Location": _LOCATION},
        },
        "WrongToken": {
            "description": "The token is unknown, has ended or was taken back.",
            "headers": asks,
            "content": _FAULTS,
        },
        "OutOfScope": {
            "description": "The token does not have the scope.",
            "headers": asks,
            "content": _FAULTS,
        },
        "Forbidden": {
            "description": "The token does not have the scope, or its person may not do this.",
            "content": _EITHER,
        },
        "Missing": {
            "description": "There is no such thing, or it is another organisation's.",
            "content": _EITHER,
        },
        "TooMany": {
            "description": "Too much was asked for, or too many tokens did not hold.",
            "headers": waits,
            "content": _EITHER,
        },
        "NoTurn": {
            "description": "Other files are being made just now.",
            "headers": waits,
            "content": _EITHER,
        },
    }
