"""What the pages of the directory read: frozen views, never rows."""

from pathways.directory.queries.published import (
    DirectoryView,
    PublishedView,
    get_published,
    list_published,
)
from pathways.directory.queries.versions import VersionsView, VersionView, list_versions

__all__ = [
    "DirectoryView",
    "PublishedView",
    "VersionView",
    "VersionsView",
    "get_published",
    "list_published",
    "list_versions",
]
