"""Addresses of accounts, one module for each thing that they are about."""

from pathways.accounts.routes import (
    account,
    administration,
    invitations,
    organisations,
    pages,
    people,
    second_factor,
)
from pathways.accounts.routes.blueprint import bp

__all__ = [
    "account",
    "administration",
    "bp",
    "invitations",
    "organisations",
    "pages",
    "people",
    "second_factor",
]
