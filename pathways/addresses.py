"""Addresses that leave the site, in mails and for copying."""

from typing import Any

from flask import Flask, current_app, url_for


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
