"""The addresses of the directory, one module for each thing that they are about."""

from pathways.directory.routes import open_data, published, publishing, searching
from pathways.directory.routes.blueprint import bp

__all__ = ["bp", "open_data", "published", "publishing", "searching"]
