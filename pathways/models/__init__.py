"""The tables, one file per thing. Importing this package registers them all."""

from pathways.models import (
    account,
    brief,
    comment,
    decision,
    enquiry,
    finding,
    framework,
    journal,
    mail,
    offer,
    pathway,
    publication,
    reviewer,
    standard,
    submission,
    version,
)

__all__ = [
    "account",
    "brief",
    "comment",
    "decision",
    "enquiry",
    "finding",
    "framework",
    "journal",
    "mail",
    "offer",
    "pathway",
    "publication",
    "reviewer",
    "standard",
    "submission",
    "version",
]
