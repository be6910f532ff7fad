"""Runs: when and where a provider gives a pathway."""

from flask import Flask

from pathways.runs.routes import bp


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)
