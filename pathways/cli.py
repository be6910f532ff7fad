"""Commands that belong to no single feature."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the commands."""
