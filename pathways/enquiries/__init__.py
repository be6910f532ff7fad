"""Enquiries: asking one provider or several, what they answer, and who reads it."""

from flask import Flask

from pathways.enquiries.routes import bp


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)
