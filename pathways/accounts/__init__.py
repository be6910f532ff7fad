"""People, organisations and sign-in."""

from flask import Flask

from pathways.accounts import routes, sign_in


def init_app(app: Flask) -> None:
    """Register routes and commands."""
    sign_in.init_app(app)
    app.register_blueprint(routes.bp)
