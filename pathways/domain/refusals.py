"""How a step is refused. Nothing was written where one of these is raised."""


class NotFoundError(LookupError):
    """Something is not there, or not there for the one who asks."""


class ClosedError(NotFoundError):
    """Something of the actor's own is there, and cannot be changed while it is archived."""


class RuleError(ValueError):
    """The step breaks a rule. `field` names the field that the message belongs to."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class StateError(ValueError):
    """Something is not in a state in which this can be done."""


class ConflictError(Exception):
    """Somebody changed the same thing meanwhile."""
