"""The identity provider, where one is set: besides the mail server the only one that is asked.

It is asked at the configured issuer and the addresses that this names, over https, for a few
seconds and without following redirects. The library makes and exchanges codes and checks
signatures and claims; which of them must hold is said here.
"""

import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import requests
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]  # ships no types
from authlib.integrations.requests_client import (  # type: ignore[import-untyped]  # ships no types
    OAuth2Session,
)
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # ships no types
from flask import Flask, current_app
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

_PATIENCE: Final = 5
"""Seconds for each answer of the provider."""
_KNOWN_FOR: Final = 3_600
"""Seconds for which its addresses and keys are taken as they were."""
_AWAY_FOR: Final = 10
"""Seconds for which a provider that did not answer is not asked again."""
_AT_ONCE: Final = 2
"""People signed in at once by each process: the other threads of the web stay free for pages."""
_LEEWAY: Final = 60
"""Seconds by which clocks may differ."""
_LARGEST: Final = 1024 * 1024
_ALGORITHMS: Final = [f"{kind}{size}" for kind in ("RS", "PS", "ES") for size in (256, 384, 512)]
"""Signatures by a key that the provider alone has. None, or our own secret, proves nothing."""
_LOCAL: Final = ("http://127.0.0.1:", "http://localhost:")
_EXTENSION: Final = "pathways.identity_provider"


class SignOnError(Exception):
    """Nobody is signed in. The message says why, for whoever runs this copy."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What has to come back from the provider, and the secret that goes with the code."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Signed:
    """Whom the provider has signed in. `is_verified`: it says that the address is theirs."""

    issuer: str
    subject: str
    email: str
    is_verified: bool


def init_app(app: Flask) -> None:
    """Keep the provider, where one is set."""
    if app.config["OIDC_ISSUER"]:
        app.extensions[_EXTENSION] = Provider(
            *(app.config[f"OIDC_{name}"] for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"))
        )


def find_provider() -> "Provider | None":
    """Return the provider of this copy, None where single sign-on is off."""
    return current_app.extensions[_EXTENSION] if current_app.config["OIDC_ISSUER"] else None


class Provider:
    """One issuer, and this copy as its client."""

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._asking = threading.BoundedSemaphore(1)
        self._exchanging = threading.BoundedSemaphore(_AT_ONCE)
        self._known: Mapping[str, Any] = {}
        self._keys: KeySet | None = None
        self._known_until = 0.0
        self._away_until = 0.0

    def begin(self, back: str) -> tuple[str, Pending]:
        """Return the address to send the browser to, and what is kept until it comes `back`."""
        pending = Pending(*(secrets.token_urlsafe(32) for _ in range(3)))
        with self._client() as client:
            address, _state = client.create_authorization_url(
                self._endpoint("authorization_endpoint"),
                state=pending.state,
                nonce=pending.nonce,
                code_verifier=pending.verifier,
                redirect_uri=back,
            )
        return address, pending

    def finish(self, pending: Pending, back: str, code: str) -> Signed:
        """Exchange the code that came `back`; return whom the provider has signed in."""
        try:
            with _turn(self._exchanging), self._client() as client:
                token = client.fetch_token(
                    self._endpoint("token_endpoint"),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=pending.verifier,
                    redirect_uri=back,
                    timeout=_PATIENCE,
                    allow_redirects=False,
                )
                claims = self._check(token, pending.nonce)
                if "email" not in claims and "userinfo_endpoint" in self._metadata():
                    claims = {**self._more(client, claims["sub"]), **claims}
        except (AuthlibBaseError, JoseError, requests.RequestException) as error:
            raise SignOnError(f"{type(error).__name__}: {error}") from error
        # What is not of the form that the library expects.
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise SignOnError(f"an answer that cannot be read: {error!r}") from error
        return Signed(self.issuer, claims["sub"], _address(claims), _is_verified(claims))

    def _check(self, token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """Return the claims of the token about who signed in, once all of them hold."""
        try:
            read = jwt.decode(token["id_token"], self._key_set(), algorithms=_ALGORITHMS)
        except InvalidKeyIdError:
            # The provider has changed its keys since.
            self._known_until = 0.0
            read = jwt.decode(token["id_token"], self._key_set(), algorithms=_ALGORITHMS)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": self.issuer},
                "aud": {"essential": True, "value": self._client_id},
            },
            {
                "nonce": nonce,
                "client_id": self._client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(leeway=_LEEWAY)
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise SignOnError("a subject that is no short text")
        return dict(claims)

    def _more(self, client: Any, subject: str) -> dict[str, Any]:
        """Return what the provider says of the person at another address, as some do."""
        answer = client.get(
            self._endpoint("userinfo_endpoint"), timeout=_PATIENCE, allow_redirects=False
        )
        said = _read(answer)
        if said.get("sub") != subject:
            raise SignOnError("words about somebody else")
        return said

    def _client(self) -> Any:
        methods = self._metadata().get("token_endpoint_auth_methods_supported")
        by_post = isinstance(methods, list) and "client_secret_basic" not in methods
        return OAuth2Session(
            self._client_id,
            self._client_secret,
            token_endpoint_auth_method="client_secret_post"
            if by_post
            else "client_secret_basic",  # a method's name
            scope="openid email",
            code_challenge_method="S256",
        )

    def _endpoint(self, name: str) -> str:
        return str(self._metadata()[name])

    def _key_set(self) -> KeySet:
        self._metadata()
        if self._keys is None:
            keys: Any = self._ask(self._endpoint("jwks_uri"))
            self._keys = KeySet.import_key_set(keys)
        return self._keys

    def _metadata(self) -> Mapping[str, Any]:
        """Return what the provider says of itself, asked for once an hour."""
        if time.monotonic() < self._known_until:
            return self._known
        with _turn(self._asking):
            now = time.monotonic()
            if now < self._known_until:
                return self._known
            if now < self._away_until:
                raise SignOnError("it did not answer a moment ago")
            self._away_until = now + _AWAY_FOR
            said = self._ask(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            self._refuse_other(said)
            self._known, self._keys = said, None
            self._known_until, self._away_until = time.monotonic() + _KNOWN_FOR, 0.0
        return self._known

    def _refuse_other(self, said: Mapping[str, Any]) -> None:
        """Refuse a description of another issuer, and addresses that are not protected."""
        if said.get("issuer") != self.issuer:
            raise SignOnError(f"it says that it is {said.get('issuer')!r}, not {self.issuer!r}")
        is_local = self.issuer.startswith(_LOCAL)
        safe = ("https://", *_LOCAL) if is_local else ("https://",)
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
            address = said.get(name)
            is_left_out = address is None and name == "userinfo_endpoint"
            if not is_left_out and not (isinstance(address, str) and address.startswith(safe)):
                raise SignOnError(f"no https address for {name}")

    @staticmethod
    def _ask(address: str) -> dict[str, Any]:
        try:
            return _read(requests.get(address, timeout=_PATIENCE, allow_redirects=False))
        except (requests.RequestException, ValueError) as error:
            raise SignOnError(f"{type(error).__name__}: {error}") from error


@contextmanager
def _turn(seats: threading.BoundedSemaphore) -> Iterator[None]:
    """Give a seat to wait for the provider in; nobody waits long for one."""
    if not seats.acquire(timeout=1):
        raise SignOnError("it answers too slowly for all who ask")
    try:
        yield
    finally:
        seats.release()


def _read(answer: requests.Response) -> dict[str, Any]:
    """Return the object that an answer holds."""
    if answer.status_code != 200 or len(answer.content) > _LARGEST:
        raise SignOnError(f"{answer.url} answered {answer.status_code}")
    said = answer.json()
    if not isinstance(said, dict):
        raise SignOnError(f"{answer.url} answered something else than an object")
    return said


def _address(claims: Mapping[str, Any]) -> str:
    email = claims.get("email")
    is_short = isinstance(email, str) and len(email) <= 254 and email.isprintable()
    return str(email).strip().lower() if is_short else ""


def _is_verified(claims: Mapping[str, Any]) -> bool:
    """Whether the provider says that the address belongs to who signed in.

    Entra says nothing of the kind unless `xms_edov` is set up for the application: there anybody
    who manages a tenant may give a person whatever address.
    """
    return claims.get("email_verified", claims.get("xms_edov")) in (True, "true", "1")
