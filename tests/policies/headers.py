"""The headers that every answer has, to the letter, and what else an answer may say."""

import re
from collections.abc import Iterator
from typing import Final

from werkzeug.test import TestResponse

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
EXACT: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""What every answer has, each once."""

STRICT_TRANSPORT: Final = "max-age=31536000; includeSubDomains"
CACHING: Final = frozenset(
    {"no-store", "private, no-cache", "no-cache", "public, max-age=31536000, immutable"}
)
OTHERS: Final = frozenset(
    {
        *(
            "Accept-Ranges",
            "Allow",
            "Cache-Control",
            "Clear-Site-Data",
            "Content-Disposition",
            "Content-Length",
        ),
        *("Content-Type", "Date", "ETag", "HX-Push-Url", "HX-Redirect", "HX-Refresh"),
        *("Last-Modified", "Location", "Retry-After", "Set-Cookie", "Vary", "WWW-Authenticate"),
        *("Nothing-Changed", "RateLimit", "RateLimit-Policy", "Request-Id"),
    }
)
"""What an answer may say besides. Nothing says which programs and versions are at work."""

_NAMED: Final = re.compile(
    r'attachment; filename="[a-z0-9][a-z0-9._-]{0,119}"|inline; filename=[a-z0-9][a-z0-9._-]{0,119}'
)
_NEEDS: Final = {301: "Location", 302: "Location", 303: "Location", 405: "Allow"}
_SHOWN: Final = ("text/", "application/json", "application/xml", "image/", "font/")
"""What a browser shows or uses. Anything else is a file to be kept."""


def header_faults(response: TestResponse, *, is_secure: bool = False) -> list[str]:
    """Return what is wrong with the headers of an answer; `is_secure` where people use https."""
    return [*_of_all(response, is_secure=is_secure), *_of_content(response)]


def _of_all(response: TestResponse, *, is_secure: bool) -> Iterator[str]:
    headers, status = response.headers, response.status_code
    for name, value in EXACT.items():
        said = headers.getlist(name)
        if said != [value] and not (name == "Content-Security-Policy" and _is_stricter(said)):
            yield f"{name} is {said}"
    transport = headers.getlist("Strict-Transport-Security")
    if transport != ([STRICT_TRANSPORT] if is_secure else []):
        yield f"Strict-Transport-Security is {transport}"
    known = {name.lower() for name in (*EXACT, *OTHERS, "Strict-Transport-Security")}
    yield from (f"{name} is not known" for name, _ in headers if name.lower() not in known)
    if "HX-Request" not in response.vary:
        yield "Vary lacks HX-Request"
    caching = headers.getlist("Cache-Control")
    if len(caching) != 1 or caching[0] not in CACHING:
        yield f"Cache-Control is {caching}"
    if status >= 400 and caching != ["no-store"] and response.request.path[:8] != "/static/":
        yield f"an answer of {status} may be kept"
    if status in _NEEDS and _NEEDS[status] not in headers:
        yield f"{_NEEDS[status]} is missing"


def _is_stricter(said: list[str]) -> bool:
    """Whether a policy leaves an answer nothing to run, whatever it came to hold."""
    return len(said) == 1 and said[0].startswith("default-src 'none'; ") and "; sandbox" in said[0]


def _of_content(response: TestResponse) -> Iterator[str]:
    kind, mimetype = response.headers.get("Content-Type", ""), response.mimetype or ""
    if not response.get_data() and response.request.method != "HEAD":
        return
    if not kind:
        yield "Content-Type is missing"
    is_text = mimetype.startswith("text/") or mimetype.endswith("xml")
    if is_text and "charset=utf-8" not in kind.replace(" ", "").lower():
        yield f"Content-Type is {kind}"
    named = response.headers.get("Content-Disposition", "")
    if named and not _NAMED.fullmatch(named):
        yield f"Content-Disposition is {named}"
    if not named and kind and not mimetype.startswith(_SHOWN):
        yield f"{kind} is not handed out as a file"
