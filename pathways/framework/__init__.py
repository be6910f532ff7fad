"""The framework: browse it, load its index, load its official wording."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register routes and commands."""
