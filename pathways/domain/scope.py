"""What an access token may read: each address for programs belongs to one of these."""

from pathways.domain.worded import Worded


class TokenScope(Worded):
    """A part of what a person may read. A token never reads more than its person."""

    PUBLISHED = "read:published", "What is published: the directory, comparisons and the region"
    PATHWAYS = "read:pathways", "My organisation's pathways: coverage, matrices and history"
    REVIEWS = "read:reviews", "Reviews: submissions, their trail, and the register"
    BRIEFS = "read:briefs", "My organisation's briefs and training plans"
