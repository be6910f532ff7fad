"""What the pages of the regional picture read: frozen views, never rows."""

from pathways.region.queries.region import RegionView, get_region

__all__ = ["RegionView", "get_region"]
