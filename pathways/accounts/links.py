"""The secret in the link of an invitation, and what is kept of it."""

import hashlib
import hmac


def secret_of(key: str, invitation_id: str) -> str:
    """Return the secret of an invitation's link: the same each time, known to the server alone."""
    return hmac.new(key.encode(), f"invitation {invitation_id}".encode(), "sha256").hexdigest()


def mailed_mark(key: str, secret: str) -> str:
    """Return what the mailed link of an invitation holds besides the secret.

    The owner who invites sees the link, and never this: who brings it has read the mail.
    """
    return hmac.new(key.encode(), f"mailed {secret}".encode(), "sha256").hexdigest()[:32]


def is_mailed(key: str, secret: str, mark: str) -> bool:
    """Say whether a mark is that of the mailed link."""
    return hmac.compare_digest(mailed_mark(key, secret).encode(), mark.encode())


def digest_of(secret: str) -> str:
    """Return what the table keeps of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
