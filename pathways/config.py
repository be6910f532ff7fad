"""Every setting: its variable, its default and what it means.

Settings come from the environment alone, so that a container, a service file
and a shell are set up in the same way. A test compares this table with
docs/operations.md.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pathways.records.tokens import PREFIX

ROOT: Final = Path(__file__).resolve().parent.parent
_CONTACT: Final = re.compile(
    r"https://[^\s<>\"']+|[^\s@<>\"',;:]+@[^\s@<>\"',;:]+\.[^\s@<>\"',;:]+"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One `PATHWAYS_*` variable with its default (as text) and its meaning."""

    variable: str
    default: str
    meaning: str


SETTINGS: Final = (
    Setting(
        "PATHWAYS_DATABASE_URL",
        "SQLite in instance/",
        "Where the data is: an SQLAlchemy URL, sqlite:///… or postgresql+psycopg://…",
    ),
    Setting(
        "PATHWAYS_SECRET_KEY",
        "made once and kept in instance/secret_key",
        "Signs sessions and links. At least 32 characters; the same for every process and machine.",
    ),
    Setting(
        "PATHWAYS_SECRET_KEY_BEFORE",
        "none",
        "The secret key before this one: second factors and workbooks of then are still read.",
    ),
    Setting("PATHWAYS_DEMO", "0", "1 shows the demonstration accounts on the sign-in page."),
    Setting(
        "PATHWAYS_PRODUCTION",
        "0",
        "1 refuses to start without a secret key, a database address and an https public address.",
    ),
    Setting(
        "PATHWAYS_PUBLIC_URL",
        "none",
        "The address people use, https://… ; its host is the only one answered.",
    ),
    Setting(
        "PATHWAYS_PROXIES",
        "0",
        "How many reverse proxies stand in front and set X-Forwarded-* headers.",
    ),
    Setting(
        "PATHWAYS_SMTP_URL",
        "none",
        "The mail server, reached over checked TLS; without it mails wait. "
        "smtp://user:password@host:587 for STARTTLS, smtps://… for TLS from the start, "
        "smtp+plain://… for none.",
    ),
    Setting("PATHWAYS_MAIL_FROM", "pathways@localhost", "The sender of mails."),
    Setting(
        "PATHWAYS_OIDC_ISSUER",
        "none",
        "The identity provider for single sign-on by OpenID Connect: its issuer's https address. "
        "Needs a client id, its secret and a public address.",
    ),
    Setting("PATHWAYS_OIDC_CLIENT_ID", "none", "This copy's name at the identity provider."),
    Setting("PATHWAYS_OIDC_CLIENT_SECRET", "none", "Its secret there."),
    Setting(
        "PATHWAYS_OIDC_NAME",
        "single sign-on",
        "What people call the identity provider, as in: Sign in with …",
    ),
    Setting(
        "PATHWAYS_IDLE_MINUTES",
        "60",
        "Minutes without a request after which one signs in again.",
    ),
    Setting(
        "PATHWAYS_RATE",
        "12",
        "Competencies an hour in a module above which it is observed.",
    ),
    Setting(
        "PATHWAYS_SHARE",
        "50",
        "Per cent resting on one module above which it is observed.",
    ),
    Setting(
        "PATHWAYS_SHARE_MODULES",
        "3",
        "Modules that a pathway has before that is looked at.",
    ),
    Setting("PATHWAYS_VAT", "20", "VAT, in per cent of a price before it."),
    Setting(
        "PATHWAYS_LOG",
        "text",
        "json writes the log as JSON, an object a line, with a line for each request.",
    ),
    Setting(
        "PATHWAYS_METRICS",
        "none",
        "The secret, of at least 32 characters, with which Prometheus reads /metrics; without it "
        "there is no such address.",
    ),
    Setting(
        "PATHWAYS_BUDGETS",
        "1",
        "How many times the budgets of costly work below; 0 counts none of it.",
    ),
    Setting("PATHWAYS_INSTANCE", "instance/", "The folder that a running copy owns."),
    Setting(
        "PATHWAYS_NAME",
        "Pathways",
        "What this copy is called, in the head of pages, on paper and in mails.",
    ),
    Setting(
        "PATHWAYS_CONTACT",
        "none",
        "How to reach whoever runs this copy: an e-mail address, or an https:// address of a page.",
    ),
    Setting(
        "PATHWAYS_LOGO",
        "none",
        "The name of a file in the instance folder, .svg or .png, shown before the name.",
    ),
    Setting(
        "PATHWAYS_ZONE",
        "Europe/London",
        "The time zone of days and times that people read.",
    ),
)


class ConfigurationError(RuntimeError):
    """A setting is missing or wrong. The message says which, and what to do."""


def load_config(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return Flask's configuration from the environment.

    ConfigurationError where production lacks what it needs or a number is none.
    """
    env = os.environ if environ is None else environ
    instance = Path(env.get("PATHWAYS_INSTANCE") or ROOT / "instance").resolve()
    is_production = env.get("PATHWAYS_PRODUCTION") == "1"
    public_url = env.get("PATHWAYS_PUBLIC_URL", "").rstrip("/")
    if is_production:
        _refuse_unready(env, public_url)
    if mail_server := env.get("PATHWAYS_SMTP_URL"):
        _refuse_mail_server(mail_server, public_url)
    if issuer := env.get("PATHWAYS_OIDC_ISSUER"):
        _refuse_issuer(env, issuer, public_url)
    # Of what is made here, nothing is for other users of the machine.
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    url = env.get("PATHWAYS_DATABASE_URL") or f"sqlite:///{instance / 'pathways.sqlite'}"
    is_secure = public_url.startswith("https://")
    host = public_url.split("://", 1)[-1]
    return {
        "INSTANCE": str(instance),
        "SECRET_KEY": env.get("PATHWAYS_SECRET_KEY") or _kept_secret(instance),
        "SECRET_KEY_BEFORE": env.get("PATHWAYS_SECRET_KEY_BEFORE", ""),
        "SQLALCHEMY_ENGINES": {"default": url},
        "ALEMBIC_CONTEXT": {"render_as_batch": True, "include_name": _is_modelled},
        "DEMO": env.get("PATHWAYS_DEMO") == "1",
        "PRODUCTION": is_production,
        "PUBLIC_URL": public_url,
        "TRUSTED_HOSTS": [host] if host else None,
        "PROXIES": _whole(env, "PATHWAYS_PROXIES", 0),
        "SMTP_URL": env.get("PATHWAYS_SMTP_URL", ""),
        "MAIL_FROM": env.get("PATHWAYS_MAIL_FROM") or "pathways@localhost",
        "OIDC_ISSUER": env.get("PATHWAYS_OIDC_ISSUER", ""),
        "OIDC_CLIENT_ID": env.get("PATHWAYS_OIDC_CLIENT_ID", ""),
        "OIDC_CLIENT_SECRET": env.get("PATHWAYS_OIDC_CLIENT_SECRET", ""),
        "OIDC_NAME": env.get("PATHWAYS_OIDC_NAME") or "single sign-on",
        "IDLE_MINUTES": _whole(env, "PATHWAYS_IDLE_MINUTES", 60),
        "NAME": _line(env, "PATHWAYS_NAME", 40) or "Pathways",
        "CONTACT": _contact(env),
        "LOGO": _line(env, "PATHWAYS_LOGO", 100),
        "ZONE": _zone(env),
        "LOG": _one_of(env, "PATHWAYS_LOG", ("text", "json")),
        "METRICS": _watching(env),
        "VAT": _whole(env, "PATHWAYS_VAT", 20),
        "OBSERVE_RATE": _whole(env, "PATHWAYS_RATE", 12),
        "OBSERVE_SHARE": _whole(env, "PATHWAYS_SHARE", 50),
        "OBSERVE_SHARE_MODULES": _whole(env, "PATHWAYS_SHARE_MODULES", 3),
        "BUDGETS": _whole(env, "PATHWAYS_BUDGETS", 1),
        "MAX_CONTENT_LENGTH": 5 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "SESSION_COOKIE_NAME": "__Host-pathways" if is_secure else "pathways",
        "SESSION_COOKIE_SECURE": is_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": True,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _is_modelled(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave out the text index: each engine makes its tables in its own way."""
    return not (kind == "table" and (name or "").startswith("offer_search"))


def _refuse_unready(env: Mapping[str, str], public_url: str) -> None:
    missing = []
    if len(env.get("PATHWAYS_SECRET_KEY", "")) < 32:
        missing.append("PATHWAYS_SECRET_KEY with at least 32 characters")
    if not env.get("PATHWAYS_DATABASE_URL"):
        missing.append("PATHWAYS_DATABASE_URL")
    if not public_url.startswith("https://"):
        missing.append("PATHWAYS_PUBLIC_URL beginning with https://")
    if env.get("PATHWAYS_DEMO") == "1":
        missing.append("PATHWAYS_DEMO left out: the demonstration shows its password")
    if missing:
        raise ConfigurationError("Production needs " + "; ".join(missing) + ".")


def _refuse_mail_server(address: str, public_url: str) -> None:
    if not public_url:
        # Links in mails must not follow whatever host a request claims.
        raise ConfigurationError("PATHWAYS_SMTP_URL needs PATHWAYS_PUBLIC_URL, for links in mails.")
    if not address.startswith(("smtp://", "smtps://", "smtp+plain://")):
        raise ConfigurationError(
            "PATHWAYS_SMTP_URL must begin with smtp://, smtps:// or smtp+plain://."
        )


def _refuse_issuer(env: Mapping[str, str], issuer: str, public_url: str) -> None:
    # Over http anybody on the way could say who somebody is. One on this machine is for trials.
    if not issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise ConfigurationError("PATHWAYS_OIDC_ISSUER must begin with https://.")
    if not (env.get("PATHWAYS_OIDC_CLIENT_ID") and env.get("PATHWAYS_OIDC_CLIENT_SECRET")):
        raise ConfigurationError(
            "PATHWAYS_OIDC_ISSUER needs PATHWAYS_OIDC_CLIENT_ID and PATHWAYS_OIDC_CLIENT_SECRET."
        )
    if not public_url:
        raise ConfigurationError(
            "PATHWAYS_OIDC_ISSUER needs PATHWAYS_PUBLIC_URL, to which people come back."
        )


def _kept_secret(instance: Path) -> str:
    """Return the key of this copy, made at the first start and readable by its owner alone."""
    path = instance / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key


def _line(env: Mapping[str, str], variable: str, longest: int) -> str:
    """Return a setting of one line, trimmed; ConfigurationError where it is more, or too long."""
    text = env.get(variable, "").strip()
    if not text.isprintable() or len(text) > longest:
        raise ConfigurationError(f"{variable} must be one line of at most {longest} characters.")
    return text


def _contact(env: Mapping[str, str]) -> str:
    text = _line(env, "PATHWAYS_CONTACT", 254)
    if text and not _CONTACT.fullmatch(text):
        raise ConfigurationError(
            "PATHWAYS_CONTACT must be an e-mail address, or an address that begins with https://."
        )
    return text


def _watching(env: Mapping[str, str]) -> str:
    secret = env.get("PATHWAYS_METRICS", "")
    if secret and (len(secret) < 32 or not re.fullmatch(r"[!-~]+", secret)):
        raise ConfigurationError(
            "PATHWAYS_METRICS must have at least 32 characters, plain letters, digits and signs."
        )
    if secret.startswith(PREFIX):
        raise ConfigurationError(
            f"PATHWAYS_METRICS must not begin with {PREFIX}, as access tokens of people do."
        )
    return secret


def _zone(env: Mapping[str, str]) -> str:
    name = env.get("PATHWAYS_ZONE") or "Europe/London"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigurationError(
            f"PATHWAYS_ZONE must be the name of a time zone, such as Europe/London, not {name!r}."
        ) from None
    return name


def _one_of(env: Mapping[str, str], variable: str, values: tuple[str, ...]) -> str:
    text = env.get(variable) or values[0]
    if text not in values:
        raise ConfigurationError(f"{variable} must be {' or '.join(values)}, not {text!r}.")
    return text


def _whole(env: Mapping[str, str], variable: str, default: int) -> int:
    text = env.get(variable) or str(default)
    try:
        number = int(text)
    except ValueError:
        raise ConfigurationError(f"{variable} must be a whole number, not {text!r}.") from None
    if number < 0:
        raise ConfigurationError(f"{variable} must not be negative.")
    return number
