"""What is written for the directory: versions frozen and published."""

from pathways.directory.services.publishing import (
    NOTHING,
    FrozenDraft,
    freeze_draft,
    mark_of,
    publish,
    publish_first,
    unpublish,
)

__all__ = [
    "NOTHING",
    "FrozenDraft",
    "freeze_draft",
    "mark_of",
    "publish",
    "publish_first",
    "unpublish",
]
