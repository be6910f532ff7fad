"""Who sees a published version."""

from enum import StrEnum


class Visibility(StrEnum):
    """What the provider chooses for the version that it publishes."""

    PUBLIC = "public"
    ORGANISATIONS = "organisations"

    @property
    def words(self) -> str:
        """The words shown to people."""
        if self is Visibility.PUBLIC:
            return "Everybody"
        return "People of organisations that are signed in here"
