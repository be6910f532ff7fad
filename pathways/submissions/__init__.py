"""Submissions: send a version, review it row by row, decide, and keep the trail."""

from flask import Flask

from pathways.submissions.routes import bp


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)
