"""What must be read again and by nobody else: encrypted, and marked against any change."""

import base64
import secrets
from binascii import Error
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MARK: Final = "gcm1:"
_NONCE: Final = 12


class Vault:
    """AES-256 in Galois/Counter mode, with one key, for one purpose.

    The purpose is sealed in: what was kept for another is not opened.
    """

    def __init__(self, key: bytes, purpose: str) -> None:
        self._cipher = AESGCM(key)
        self._purpose = purpose.encode()

    def shut(self, plain: bytes) -> str:
        """Return bytes as they may be kept."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, plain, self._purpose)
        return _MARK + base64.urlsafe_b64encode(sealed).decode()

    def open(self, kept: str) -> bytes | None:
        """Return what was kept; None where it was altered, or shut with another key."""
        try:
            sealed = base64.urlsafe_b64decode(kept.removeprefix(_MARK))
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._purpose)
        except (Error, InvalidTag, ValueError):
            return None


def is_shut(kept: str) -> bool:
    """Whether a vault wrote this; not, where an earlier release did."""
    return kept.startswith(_MARK)
