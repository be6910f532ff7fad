"""Region: which competencies the published pathways treat often, seldom or never."""

from flask import Flask

from pathways.region.routes import bp


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)
