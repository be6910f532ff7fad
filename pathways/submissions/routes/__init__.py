"""The addresses of submissions, one module for each thing that they are about."""

from pathways.submissions.routes import deciding, files, queue, reading, reviewing, sending
from pathways.submissions.routes.blueprint import bp

__all__ = ["bp", "deciding", "files", "queue", "reading", "reviewing", "sending"]
