"""What a reviewer finds of a line or a competency."""

from enum import StrEnum


class Finding(StrEnum):
    """A reviewer's mark."""

    MET = "met"
    PARTLY_MET = "partly met"
    NOT_MET = "not met"
    NOT_APPLICABLE = "not applicable"

    @property
    def word(self) -> str:
        """The word shown to people."""
        return self.value.capitalize()
