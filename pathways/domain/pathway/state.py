"""Where a pathway stands with its provider, and whether the directory shows it."""

from enum import StrEnum
from typing import Final

from pathways.domain.worded import Worded


class PathwayState(Worded):
    """Whether a pathway is worked on. Deleting keeps everything."""

    ACTIVE = "active", "Draft"
    ARCHIVED = "archived", "Archived"
    DELETED = "deleted", "Deleted"


EXAMPLE_STAYS: Final = (
    "An example is there to try things on. It stays with you: no version is made of it, and it is "
    "neither published nor sent."
)
"""What stands where an example would be let out."""


class PublicationState(StrEnum):
    """Whether the version that was published last is still shown."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
