"""The tables, one file per thing. Importing this package registers them all."""

from pathways.models import (
    account,
    brief,
    enquiry,
    framework,
    journal,
    mail,
    offer,
    pathway,
    publication,
    submission,
)

__all__ = [
    "account",
    "brief",
    "enquiry",
    "framework",
    "journal",
    "mail",
    "offer",
    "pathway",
    "publication",
    "submission",
]
