"""Two identity providers: a real one, and one that lies.

The real one is Node.js's `oidc-provider`, certified for OpenID Connect: people sign in on its
own pages. The other answers as a test tells it, with a key of its own.
"""

import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final
from urllib.parse import parse_qs, urljoin, urlsplit

import requests
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from pathways.config import ROOT
from tests.machine import find_program, report_missing

_SCRIPT: Final = Path(__file__).with_suffix(".mjs")
CLIENT: Final = "pathways"
SECRET: Final = "a-secret-of-forty-characters-and-no-more"


@contextmanager
def open_provider(people: Mapping[str, Mapping[str, Any]], back: str) -> Iterator[str]:
    """Run the real one for these people and the address to come back to; give its issuer."""
    node = find_program(["node"], [ROOT / ".venv" / "bin"])
    if node is None:
        report_missing("Node.js", "nodejs")
    if not (ROOT / "node_modules" / "oidc-provider" / "package.json").is_file():
        report_missing("The library oidc-provider", "none: make set-up installs it")
    with subprocess.Popen(
        [node, _SCRIPT, json.dumps(people), back],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    ) as process:
        try:
            assert process.stdout is not None
            issuer = process.stdout.readline().strip()
            assert issuer.startswith("http://127.0.0.1:"), issuer
            yield issuer
        finally:
            process.terminate()


def sign_in_there(address: str, who: str, back: str) -> str:
    """Sign in at the provider as a browser does; return the address that it sends back to."""
    browser = requests.Session()
    for _ in range(20):
        answer = browser.get(address, allow_redirects=False, timeout=20)
        while answer.is_redirect:
            address = urljoin(address, answer.headers["Location"])
            if address.startswith(back):
                return address
            answer = browser.get(address, allow_redirects=False, timeout=20)
        form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
        assert form is not None, answer.text
        fields = dict(
            re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text)
        )
        answer = browser.post(
            urljoin(address, unescape(form[1])),
            {**fields, "login": who, "password": "any"},
            allow_redirects=False,
            timeout=20,
        )
        address = urljoin(address, answer.headers["Location"])
        if address.startswith(back):
            return address
    raise AssertionError(f"no way back from {address}")


class Liar:
    """A provider that answers as it is told. `claims` of the next token; `answers` by path."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one"}, private=True)
        self.issuer = ""
        self.claims: dict[str, Any] = {}
        self.description: dict[str, Any] = {}
        self.make_token: Callable[[dict[str, Any]], Any] = self.sign
        self.answers: dict[str, tuple[int, str]] = {}
        self.asked: list[tuple[str, dict[str, list[str]], str]] = []

    def sign(self, claims: dict[str, Any], key: RSAKey | None = None, **header: Any) -> str:
        """Return a token with these claims, under a key of this one or of somebody else."""
        return jwt.encode({"alg": "RS256", "kid": "one", **header}, claims, key or self.key)

    def told(self, address: str) -> str:
        """Be asked to sign somebody in; return what comes back as a query."""
        asked = parse_qs(urlsplit(address).query)
        now = int(time.time())
        self.claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "there-1",
            "nonce": asked["nonce"][0],
            "iat": now,
            "exp": now + 300,
            "email": "owner@north.example",
            "email_verified": True,
        }
        return f"code=a-code&state={asked['state'][0]}"

    def answer(self, path: str) -> tuple[int, str]:
        """Return the answer to a request for a path."""
        if path in self.answers:
            return self.answers[path]
        if path == "/jwks":
            return 200, json.dumps(KeySet([self.key]).as_dict(private=False))
        if path == "/token":
            token = self.make_token(self.claims)
            body = {"access_token": "a-token", "token_type": "Bearer", "expires_in": 300}
            return 200, json.dumps(body if token is None else {**body, "id_token": token})
        if path == "/.well-known/openid-configuration":
            said = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/auth",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            }
            return 200, json.dumps({**said, **self.description})
        return 404, "{}"


@contextmanager
def open_liar() -> Iterator[Liar]:
    """Run the one that lies."""
    liar = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            sent = parse_qs(self.rfile.read(length).decode())
            liar.asked.append((self.path, sent, self.headers.get("Authorization", "")))
            status, body = liar.answer(self.path)
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", body)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_GET  # noqa: N815  # the name that the server asks for

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    liar.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield liar
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
