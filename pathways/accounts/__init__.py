"""People, organisations and sign-in."""

from flask import Flask

from pathways.accounts import cli, routes, sign_in


def init_app(app: Flask) -> None:
    """Register routes and commands."""
    sign_in.init_app(app)
    app.register_blueprint(routes.bp)
    app.cli.add_command(cli.user)
    app.cli.add_command(cli.mail)
    app.cli.add_command(cli.tidy)
