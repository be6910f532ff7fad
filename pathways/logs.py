"""Lines of the log as JSON, for programs that gather logs: an object a line, no secret in it."""

import json
import logging
import time
from datetime import UTC, datetime
from typing import Any, Final

from flask import Flask, Response, g, has_request_context, request

from pathways.db import new_id

MARK: Final = "Request-Id"
"""A header of every answer: the mark under which the log tells of it."""
_SECRET: Final = ("secret", "token")
"""Parts of addresses that let in whoever has them: links to choose a password, and invitations."""


_REQUESTS: Final = logging.getLogger("pathways.requests")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line: what was said, when, of which request, and what went wrong."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line |= {"request": mark(), "method": request.method, "address": address()}
            # The framework names the address of what it could not answer.
            line["message"] = line["message"].replace(request.path, address())
        line |= getattr(record, "more", {})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def address() -> str:
    """Return the path that was asked for, without questions and without what lets somebody in."""
    path = request.path
    if request.url_rule is None:
        # It leads nowhere, and may be such a link with one letter too many.
        known = path.split("/")[1]
        return f"/{known}/…" if path.count("/") > 1 else "/…"
    for name in _SECRET:
        value = str((request.view_args or {}).get(name, ""))
        path = path.replace(value, "…") if value else path
    return path


def mark() -> str:
    """Return the mark of this request; made when it is first asked for."""
    if "request_mark" not in g:
        g.request_mark = new_id()
    return str(g.request_mark)


def seconds_gone() -> float | None:
    """Return for how long this request has been answered; None where it never came so far."""
    return time.perf_counter() - g.begun if "begun" in g else None


def init_app(app: Flask) -> None:
    """Mark every answer; with PATHWAYS_LOG=json, write lines of JSON, and one for each request."""
    app.before_request(_begin)
    app.after_request(_mark)
    if app.config["LOG"] != "json":
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    # Also what gunicorn says of its workers, from here on.
    for name in ("", "gunicorn.error"):
        logging.getLogger(name).handlers = [handler]
    app.logger.handlers = []
    _REQUESTS.setLevel(logging.INFO)
    app.after_request(_tell)


def _mark(response: Response) -> Response:
    response.headers[MARK] = mark()
    return response


def _begin() -> None:
    g.begun = time.perf_counter()


def _tell(response: Response) -> Response:
    gone = seconds_gone()
    seconds = None if gone is None else round(gone, 4)
    more = {"status": response.status_code, "seconds": seconds}
    _REQUESTS.info("answered", extra={"more": more})
    return response
