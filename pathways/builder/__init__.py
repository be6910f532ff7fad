"""The builder: assemble a pathway, see what it covers, hand it over."""

from flask import Flask

from pathways.builder.routes import bp


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)
