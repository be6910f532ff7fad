"""The framework: browse it, load its index, load its official wording."""

from flask import Flask

from pathways.framework import cli, routes


def init_app(app: Flask) -> None:
    """Register routes and commands."""
    app.register_blueprint(routes.bp)
    app.register_blueprint(routes.files.bp)
    app.cli.add_command(cli.group)
