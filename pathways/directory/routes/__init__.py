"""The addresses of the directory, one module for each thing that they are about."""

from pathways.directory.routes import enquiries, published, publishing, searching
from pathways.directory.routes.blueprint import bp

__all__ = ["bp", "enquiries", "published", "publishing", "searching"]
