"""Submissions: send a version, review it row by row, decide, and keep the trail."""

from flask import Flask

from pathways.submissions.blueprint import bp
from pathways.submissions.deciding import pages as deciding
from pathways.submissions.queue import pages as queue
from pathways.submissions.returning.pages import bringing, checking, exporting
from pathways.submissions.reviewing.pages import marking, reading
from pathways.submissions.sending import pages as sending
from pathways.submissions.trail import pages as trail

PAGES = (bringing, checking, deciding, exporting, marking, queue, reading, sending, trail)
"""The modules with the addresses of submissions, one for each thing that they are about."""


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)
