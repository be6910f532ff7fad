"""Everything that changes a pathway. Each step is one journal row and can be undone."""

from pathways.builder.services import history, mappings, modules, pathways
from pathways.builder.services.draft import ConflictError, RuleError

__all__ = ["ConflictError", "RuleError", "history", "mappings", "modules", "pathways"]
