"""The writes of the feature."""

from pathways.briefs.services.briefs import change_brief, set_shown, set_state, write_brief

__all__ = ["change_brief", "set_shown", "set_state", "write_brief"]
