"""Briefs: what a buyer needs, which offers fit it, and which of them together meet it."""

from flask import Flask

from pathways.briefs.plans.pages import courses, files, keeping, showing
from pathways.briefs.routes import bp
from pathways.briefs.specification import pages as specification

PLANS = (showing, keeping, courses, files)
"""The modules with the addresses of plans, one for each thing that they are about."""


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)
    app.register_blueprint(specification.bp)
    app.register_blueprint(PLANS[0].bp)
