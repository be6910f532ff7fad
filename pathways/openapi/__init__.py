"""What every address for programs is, in the words of OpenAPI 3.1."""

from flask import Flask

from pathways.openapi import routes


def init_app(app: Flask) -> None:
    """Register the address of the description."""
    app.register_blueprint(routes.bp)
