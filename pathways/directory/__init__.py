"""The directory: versions of a pathway, the one that its provider publishes, and who reads it."""

from flask import Flask

from pathways.directory.routes import bp


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)
