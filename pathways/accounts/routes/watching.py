"""Whether this copy is well: for balancers, for Prometheus, and for whoever watches over it."""

from importlib.metadata import version

from flask import Response, abort, current_app, request

from pathways.access import Action, requires
from pathways.accounts.routes.blueprint import bp
from pathways.attempts import KINDS
from pathways.bearer import find_secret
from pathways.db import db
from pathways.health import find_trouble
from pathways.metrics import Reading, is_watcher, write_figures
from pathways.outages import OutageError
from pathways.records.attempts import count_recent
from pathways.records.mail import read_backlog
from pathways.records.tenants import whole


@bp.get("/healthz")
@requires(Action.PUBLIC)
def health() -> Response:
    """Say whether the process can read, and with `?write=1` write, its database."""
    trouble = find_trouble(writes=request.args.get("write") == "1")
    response = Response(f"{trouble or 'ok'}\n", 503 if trouble else 200, mimetype="text/plain")
    if trouble:
        response.headers["Retry-After"] = "60"
    return response


@bp.get("/metrics")
@requires(Action.PUBLIC)
def metrics() -> Response:
    """Give the figures to whoever brings their secret; nothing where nobody watches this copy."""
    if not current_app.config["METRICS"]:
        abort(404)
    if not is_watcher(find_secret()):
        refused = Response("The secret is not the one.\n", 401, mimetype="text/plain")
        refused.headers["WWW-Authenticate"] = 'Bearer realm="Pathways metrics"'
        return refused
    return write_figures(_standing(), *_read_database())


def _standing() -> Reading:
    about = "1, with the version of the app that answers."
    return Reading("pathways_version", about, {version("pathways"): 1}, "version")


def _read_database() -> tuple[Reading, ...]:
    """Return what the database tells, which is that it does not answer where that is so."""
    reads = "pathways_database_reads"
    about = "1 where the database could be read for this answer, else 0."
    if find_trouble(writes=False):
        return (Reading(reads, about, {"": 0}),)
    try:
        with whole(db.session, "how many mails wait is told to whoever runs the copy, and no more"):
            backlog = read_backlog(db.session)
        tries = count_recent(db.session, KINDS)
    except OutageError:
        return (Reading(reads, about, {"": 0}),)
    return (
        Reading(reads, about, {"": 1}),
        Reading(
            "pathways_mails_waiting", "Mails that are due and not sent.", {"": backlog.waiting}
        ),
        Reading(
            "pathways_mails_oldest_seconds",
            "For how long the oldest of them has been due; 0 where none waits.",
            {"": backlog.oldest},
        ),
        Reading(
            "pathways_mails_held",
            "Those among them that waited for so long that an administrator has to send them.",
            {"": backlog.held},
        ),
        Reading(
            "pathways_tries",
            "Tries of the last five minutes that were not right, and what else is limited so.",
            {kind: tries.get(kind, 0) for kind in KINDS},
            "kind",
        ),
    )
