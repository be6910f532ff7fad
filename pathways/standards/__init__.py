"""Standards: what a commissioner asks of every line, defined, changed and retired by themselves."""

from flask import Flask

from pathways.standards.routes import bp


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)
