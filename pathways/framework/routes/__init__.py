"""Pages of the framework: reading it is public, loading its wording is the administrators'."""

from pathways.framework.routes import files, pages, templates, wording
from pathways.framework.routes.blueprint import bp

__all__ = ["bp", "files", "pages", "templates", "wording"]
