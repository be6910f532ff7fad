"""What the pages of the directory read: frozen views, never rows."""

from pathways.directory.queries.choices import known_values
from pathways.directory.queries.enquiries import (
    AskedView,
    EnquiriesView,
    EnquiryView,
    get_asked,
    list_enquiries,
)
from pathways.directory.queries.published import PublishedView, get_published
from pathways.directory.queries.search import DirectoryView, ListingView, search_offers
from pathways.directory.queries.versions import VersionsView, VersionView, list_versions

__all__ = [
    "AskedView",
    "DirectoryView",
    "EnquiriesView",
    "EnquiryView",
    "ListingView",
    "PublishedView",
    "VersionView",
    "VersionsView",
    "get_asked",
    "get_published",
    "known_values",
    "list_enquiries",
    "list_versions",
    "search_offers",
]
