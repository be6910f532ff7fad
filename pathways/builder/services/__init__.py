"""Everything that changes a pathway. Each step is one journal row and can be undone."""

from pathways.builder.services import history, mappings, marks, modules, pathways, presence

__all__ = ["history", "mappings", "marks", "modules", "pathways", "presence"]
