"""The addresses of enquiries: asking, and what both sides read and do."""

from pathways.enquiries.routes import answering, asking
from pathways.enquiries.routes.blueprint import bp

__all__ = ["answering", "asking", "bp"]
