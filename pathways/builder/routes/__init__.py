"""The builder's addresses, one module for each thing that they are about."""

from pathways.builder.routes import (
    bringing,
    coverage,
    details,
    evidence,
    history,
    letters,
    mappings,
    matrix,
    modules,
    moments,
    outcomes,
    pathways,
    picks,
    presence,
    suggestions,
)
from pathways.builder.routes.blueprint import bp

__all__ = [
    "bp",
    "bringing",
    "coverage",
    "details",
    "evidence",
    "history",
    "letters",
    "mappings",
    "matrix",
    "modules",
    "moments",
    "outcomes",
    "pathways",
    "presence",
    "suggestions",
    "picks",
]
