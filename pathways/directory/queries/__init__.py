"""What the pages of the directory read: frozen views, never rows."""

from pathways.directory.queries.choices import known_values
from pathways.directory.queries.open_data import (
    OpenOffer,
    OpenPage,
    read_addresses,
    read_open,
)
from pathways.directory.queries.published import PublishedView, get_published
from pathways.directory.queries.search import DirectoryView, ListingView, search_offers
from pathways.directory.queries.versions import VersionsView, VersionView, list_versions

__all__ = [
    "DirectoryView",
    "ListingView",
    "OpenOffer",
    "OpenPage",
    "PublishedView",
    "VersionView",
    "VersionsView",
    "get_published",
    "known_values",
    "list_versions",
    "read_addresses",
    "read_open",
    "search_offers",
]
