"""Pathways: learning pathways built on the trauma informed workforce framework."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from pathways import (
    access,
    accounts,
    addresses,
    bearer,
    briefs,
    builder,
    cli,
    compare,
    crowds,
    db,
    directory,
    enquiries,
    errors,
    fences,
    framework,
    guides,
    health,
    htmx,
    identity_provider,
    imprint,
    keeping,
    logs,
    metrics,
    openapi,
    outbox,
    pages,
    rates,
    region,
    runs,
    schema,
    security,
    staff,
    standards,
    submissions,
    turns,
)
from pathways.config import ROOT, load_config


def create_app(config: dict[str, Any] | None = None) -> Flask:
    """Build the application; `config` replaces single settings, for tests."""
    app = Flask(__name__, instance_path=str(ROOT / "instance"))
    # Nothing here is asynchronous. Flask would ask each hook and view, at every request.
    app.ensure_sync = _as_it_is  # type: ignore[method-assign]
    app.config.update(load_config())
    app.config.update(config or {})
    if hops := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]

    logs.init_app(app)
    metrics.init_app(app)
    imprint.init_app(app)
    pages.init_app(app)
    db.init_app(app)
    health.init_app(app)
    schema.init_app(app)
    htmx.init_app(app)
    addresses.init_app(app)
    outbox.init_app(app)
    identity_provider.init_app(app)
    # Before the token is looked for: what is no form is not read at all.
    security.init_app(app)
    bearer.init_app(app)
    CSRFProtect(app)
    errors.init_app(app)
    turns.init_app(app)
    crowds.init_app(app)

    accounts.init_app(app)
    framework.init_app(app)
    builder.init_app(app)
    submissions.init_app(app)
    standards.init_app(app)
    directory.init_app(app)
    runs.init_app(app)
    enquiries.init_app(app)
    compare.init_app(app)
    region.init_app(app)
    briefs.init_app(app)
    staff.init_app(app)
    openapi.init_app(app)
    guides.init_app(app)
    cli.init_app(app)
    keeping.init_app(app)

    if not fences.IS_FENCED:
        app.logger.warning(fences.MISSING)
    access.init_app(app)
    rates.init_app(app)
    access.refuse_undeclared(app)
    bearer.refuse_undeclared_files(app)
    return app


def _as_it_is(func: Callable[..., Any]) -> Callable[..., Any]:
    return func
