"""Submissions: send a version, review it row by row, decide, and keep the trail."""

from flask import Flask

from pathways.submissions.assigning import pages as assigning
from pathways.submissions.blueprint import bp
from pathways.submissions.deciding.pages import conditions, deciding, letters
from pathways.submissions.observing.pages import results, sessions
from pathways.submissions.panel import pages as panel
from pathways.submissions.queue import pages as queue
from pathways.submissions.returning.pages import bringing, checking, exporting
from pathways.submissions.reviewing.pages import carrying, marking, reading, saying
from pathways.submissions.sending import pages as sending
from pathways.submissions.trail import pages as trail

PAGES = (
    assigning,
    bringing,
    carrying,
    checking,
    conditions,
    deciding,
    exporting,
    letters,
    marking,
    panel,
    queue,
    reading,
    results,
    saying,
    sending,
    sessions,
    trail,
)
"""The modules with the addresses of submissions, one for each thing that they are about."""


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)
