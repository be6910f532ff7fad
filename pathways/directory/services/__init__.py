"""What is written for the directory: versions frozen and published, enquiries kept."""

from pathways.directory.services.enquiries import Sender, keep_enquiry, mark_answered
from pathways.directory.services.publishing import (
    FrozenDraft,
    freeze_draft,
    publish,
    publish_first,
    unpublish,
)

__all__ = [
    "FrozenDraft",
    "Sender",
    "freeze_draft",
    "keep_enquiry",
    "mark_answered",
    "publish",
    "publish_first",
    "unpublish",
]
