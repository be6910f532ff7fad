"""How a step is refused. Nothing was written where one of these is raised."""

from pathways.domain.policy import Action


class NotFoundError(LookupError):
    """Something is not there, or not there for the one who asks."""


class ClosedError(Exception):
    """Something of the actor's own is there, and cannot be changed while it is archived."""


class ExampleError(Exception):
    """An example pathway never leaves its organisation: no version is made of it."""


class DeniedError(Exception):
    """The actor may not do this; `policy.refuse` says why."""

    def __init__(self, action: Action) -> None:
        super().__init__(action.value)
        self.action = action


class ErasedError(Exception):
    """The account of whoever takes the step was erased meanwhile: nothing of theirs is kept."""


class RuleError(ValueError):
    """The step breaks a rule. `field` names the field that the message belongs to."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class StateError(ValueError):
    """Something is not in a state in which this can be done."""


class ConflictError(Exception):
    """Somebody changed the same thing meanwhile."""


def refuse_unseen(there: object, seen: object) -> None:
    """Refuse with ConflictError what would end something that is not as its page showed it.

    What goes for good, or to others for good, is what somebody saw. Without `seen` a page said
    nothing of it.
    """
    if seen and there != seen:
        raise ConflictError
