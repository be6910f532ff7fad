"""What is written for the directory: versions frozen and published."""

from pathways.directory.services.publishing import (
    FrozenDraft,
    freeze_draft,
    publish,
    publish_first,
    unpublish,
)

__all__ = [
    "FrozenDraft",
    "freeze_draft",
    "publish",
    "publish_first",
    "unpublish",
]
