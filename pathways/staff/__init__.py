"""Staff: an organisation's own list of who needs which level, and who has it."""

from flask import Flask

from pathways.staff.routes import bp


def init_app(app: Flask) -> None:
    """Register the routes."""
    app.register_blueprint(bp)
