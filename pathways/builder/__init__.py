"""The builder: assemble a pathway, see what it covers, hand it over."""

from flask import Flask

from pathways.builder.cli import group
from pathways.builder.routes import bp


def init_app(app: Flask) -> None:
    """Register routes and commands."""
    app.register_blueprint(bp)
    app.cli.add_command(group)
