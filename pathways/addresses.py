"""Addresses that leave the site, in mails and for copying, and what those that come back ask."""

from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, current_app, request, url_for

_NEXT_LIMIT: Final = 2_000


def init_app(app: Flask) -> None:
    """Let templates of mails write whole addresses."""
    app.jinja_env.globals["public_address"] = public_address


def public_address(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page, as people outside reach it.

    Where the public address is set, nothing of it comes from the request, so
    that a forged host never gets into a mail.
    """
    public: str = current_app.config["PUBLIC_URL"]
    if public:
        return public + url_for(endpoint, **values)
    return url_for(endpoint, _external=True, **values)


def is_own_path(address: str) -> bool:
    """Whether an address is a path of this site, read in any way that a browser reads it."""
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        return False
    if len(address) > _NEXT_LIMIT or "\\" in address:
        return False
    # What was sent broken arrives as U+FFFD, which no address of ours holds.
    if any(character <= " " or character in "\x7f\ufffd" for character in address):
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc


def page_asked() -> int:
    """Return the number of the page of a list that the address asks for; the first is 1."""
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
