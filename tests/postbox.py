"""A mail server on this machine that keeps what it is given, and certificates for it.

It speaks as much SMTP as our own mails need, over TLS from the start, after STARTTLS or in clear,
and remembers every line that it could read.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_HELD: Final = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


class Authority:
    """Somebody who signs certificates."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign("An authority", self.key, is_authority=True)
        self.path = folder / "authority.pem"
        self.path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def issue(
        self, name: str, *, is_expired: bool = False, is_self_signed: bool = False
    ) -> ssl.SSLContext:
        """Return what a server shows that goes by this name."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(
            self.write(name, is_expired=is_expired, is_self_signed=is_self_signed)
        )
        return context

    def write(self, name: str, *, is_expired: bool = False, is_self_signed: bool = False) -> Path:
        """Write a certificate of this name with its key, for a server; return the file."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(
            name, key, is_expired=is_expired, signer=key if is_self_signed else self.key
        )
        path = self.folder / f"{name}-{certificate.serial_number}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        return path

    def _sign(
        self,
        name: str,
        key: ec.EllipticCurvePrivateKey,
        *,
        is_authority: bool = False,
        is_expired: bool = False,
        signer: ec.EllipticCurvePrivateKey | None = None,
    ) -> x509.Certificate:
        signer = signer or key
        issuer = name if signer is key else "An authority"
        until = datetime.now(UTC) + timedelta(days=-1 if is_expired else 1)
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(until - timedelta(days=9))
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False
            )
        )
        if is_authority:
            builder = builder.add_extension(_HELD, critical=True)
        else:
            names = x509.SubjectAlternativeName([x509.DNSName(name)])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(signer, hashes.SHA256())


class Postbox(ThreadingTCPServer):
    """The server. `read` are the lines that it could read, `mails` what it took."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None, *, is_tls_first: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.context = context
        self.is_tls_first = is_tls_first
        self.refuses_tls = False
        self.is_broken = False
        self.read: list[str] = []
        self.mails: list[EmailMessage] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    @property
    def verbs(self) -> list[str]:
        """What it was asked, in order."""
        return [line.split(" ")[0].upper() for line in self.read]


class _Talk(StreamRequestHandler):
    """One connection."""

    server: Postbox

    def handle(self) -> None:
        if self.server.is_tls_first and not self._secure():
            return
        self._say("220 postbox")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            self.server.read.append(line)
            if not self._answer(line.split(" ")[0].upper()):
                return

    def finish(self) -> None:
        super().finish()
        # The server closes what it was given, which TLS has taken the place of.
        self.request.close()

    def _answer(self, verb: str) -> bool:
        """Answer one line; return whether another may come."""
        if verb == "EHLO":
            self._say("250-postbox")
            if self.server.context and not isinstance(self.request, ssl.SSLSocket):
                self._say("250-STARTTLS")
            self._say("250 AUTH PLAIN")
        elif verb == "STARTTLS" and not self.server.refuses_tls:
            self._say("220 go on")
            return self._secure()
        elif verb == "STARTTLS":
            self._say("454 not now")
        elif verb == "MAIL" and self.server.is_broken:
            self._say("451 not today")
        elif verb == "DATA":
            self._say("354 go on")
            self._take()
        elif verb == "QUIT":
            self._say("221 bye")
            return False
        else:
            self._say("235 known" if verb == "AUTH" else "250 yes")
        return True

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            self.server.read.append(line.decode())
            lines.append(line)
        self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self._say("250 taken")

    def _secure(self) -> bool:
        """Go on over TLS; false where the other side wants none of it."""
        assert self.server.context is not None
        try:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        except OSError:
            return False
        self.setup()
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def open_postbox(
    context: ssl.SSLContext | None, *, is_tls_first: bool = False
) -> Iterator[Postbox]:
    """Run a server until the block ends."""
    with Postbox(context, is_tls_first=is_tls_first) as box:
        Thread(target=box.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield box
        finally:
            box.shutdown()
