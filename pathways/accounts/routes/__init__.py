"""Addresses of accounts, one module for each thing that they are about."""

from pathways.accounts.routes import (
    account,
    administration,
    erasure,
    imprint,
    invitations,
    organisations,
    pages,
    people,
    second_factor,
    single_sign_on,
    tokens,
    watching,
)
from pathways.accounts.routes.blueprint import bp

__all__ = [
    "account",
    "administration",
    "bp",
    "erasure",
    "imprint",
    "invitations",
    "organisations",
    "pages",
    "people",
    "second_factor",
    "tokens",
    "single_sign_on",
    "watching",
]
