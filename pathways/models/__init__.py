"""The tables, one file per thing. Importing this package registers them all."""

from pathways.models import account, framework, journal, mail, pathway, publication, submission

__all__ = ["account", "framework", "journal", "mail", "pathway", "publication", "submission"]
