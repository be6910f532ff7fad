"""Briefs: what a buyer needs, which offers fit it, and which of them together meet it."""

from flask import Flask

from pathways.briefs.routes import bp


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)
