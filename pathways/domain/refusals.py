"""How a step is refused. Nothing was written where one of these is raised."""


class NotFoundError(LookupError):
    """Something is not there, or not there for the one who asks."""


class ClosedError(NotFoundError):
    """Something of the actor's own is there, and cannot be changed while it is archived."""
