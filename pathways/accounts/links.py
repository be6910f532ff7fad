"""The secret in the link of an invitation, and what is kept of it."""

import hashlib
import hmac


def secret_of(key: str, invitation_id: str) -> str:
    """Return the secret of an invitation's link: the same each time, known to the server alone."""
    return hmac.new(key.encode(), f"invitation {invitation_id}".encode(), "sha256").hexdigest()


def digest_of(secret: str) -> str:
    """Return what the table keeps of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
