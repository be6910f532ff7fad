"""Addresses that leave the site, in mails and for copying, and the secrets in them."""

import hashlib
import hmac
from typing import Any

from flask import current_app, url_for


def public_address(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page, as people outside reach it.

    Where the public address is set, nothing of it comes from the request, so
    that a forged host never gets into a mail.
    """
    public: str = current_app.config["PUBLIC_URL"]
    if public:
        return public + url_for(endpoint, **values)
    return url_for(endpoint, _external=True, **values)


def invitation_secret(invitation_id: str) -> str:
    """Return the secret of an invitation's link: the same each time, known to the server alone."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"invitation {invitation_id}".encode(), hashlib.sha256).hexdigest()
