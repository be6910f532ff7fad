"""What the pages of briefs read: frozen views, never rows."""

from pathways.briefs.queries.briefs import (
    BriefView,
    ShownView,
    get_brief,
    get_own_brief,
    list_briefs,
    list_shown,
    needs_of,
)
from pathways.briefs.queries.offers import OfferView, RankingView, rank_for, rank_own
from pathways.briefs.queries.sets import CombinationView, combine_for

__all__ = [
    "BriefView",
    "CombinationView",
    "OfferView",
    "RankingView",
    "ShownView",
    "combine_for",
    "get_brief",
    "get_own_brief",
    "list_briefs",
    "list_shown",
    "needs_of",
    "rank_for",
    "rank_own",
]
