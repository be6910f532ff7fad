"""The addresses of submissions, one module for each thing that they are about."""

from pathways.submissions.routes import (
    checking,
    deciding,
    files,
    queue,
    reading,
    returning,
    reviewing,
    sending,
)
from pathways.submissions.routes.blueprint import bp

__all__ = [
    "bp",
    "checking",
    "deciding",
    "files",
    "queue",
    "reading",
    "returning",
    "reviewing",
    "sending",
]
