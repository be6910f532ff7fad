"""Everything that changes a pathway. Each step is one journal row and can be undone."""

from pathways.builder.services import (
    example,
    history,
    mappings,
    marks,
    modules,
    moments,
    notes,
    pathways,
    presence,
)

__all__ = [
    "example",
    "history",
    "mappings",
    "marks",
    "modules",
    "moments",
    "notes",
    "pathways",
    "presence",
]
