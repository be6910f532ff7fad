"""The builder's addresses, one module for each thing that they are about."""

from pathways.builder.routes import (
    coverage,
    details,
    history,
    mappings,
    matrix,
    modules,
    outcomes,
    pathways,
    presence,
)
from pathways.builder.routes.blueprint import bp

__all__ = [
    "bp",
    "coverage",
    "details",
    "history",
    "mappings",
    "matrix",
    "modules",
    "outcomes",
    "pathways",
    "presence",
]
