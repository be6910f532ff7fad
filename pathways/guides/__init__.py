"""Guides: how the pages work, in words and pictures, each reached from the pages it explains."""

from flask import Flask

from pathways.guides.routes import bp, explain


def init_app(app: Flask) -> None:
    """Register the routes, and let every page name the section that explains it."""
    app.register_blueprint(bp)
    app.extensions["guides"] = {}
    app.jinja_env.globals.update(explain=explain)
