"""Comparing: two to six published pathways side by side, and the basket that gathers them."""

from flask import Flask

from pathways.compare.routes import bp, read_basket


def init_app(app: Flask) -> None:
    """Register the routes, and let every page show the basket."""
    app.register_blueprint(bp)
    app.jinja_env.globals["basket"] = read_basket
