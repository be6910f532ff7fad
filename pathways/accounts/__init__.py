"""People, organisations and sign-in."""

from flask import Flask

from pathways.accounts import cli, outbox, routes, sign_in
from pathways.accounts.addresses import public_address


def init_app(app: Flask) -> None:
    """Register routes and commands."""
    sign_in.init_app(app)
    outbox.init_app(app)
    app.register_blueprint(routes.bp)
    app.cli.add_command(cli.user)
    app.cli.add_command(cli.mail)
    app.jinja_env.globals["public_address"] = public_address
