"""Where a pathway stands with its provider, and whether the directory shows it."""

from enum import StrEnum

from pathways.domain.worded import Worded


class PathwayState(Worded):
    """Whether a pathway is worked on. Deleting keeps everything."""

    ACTIVE = "active", "Draft"
    ARCHIVED = "archived", "Archived"
    DELETED = "deleted", "Deleted"


class PublicationState(StrEnum):
    """Whether the version that was published last is still shown."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
