"""People, organisations and sign-in."""

from flask import Flask

from pathways.accounts import routes


def init_app(app: Flask) -> None:
    """Register routes and commands."""
    app.register_blueprint(routes.bp)
