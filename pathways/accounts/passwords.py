"""What a password must be: long enough, and not one that anybody would try first."""

from typing import Any, Final

from flask import current_app
from flask_security import PasswordUtil

from pathways.accounts.demonstration import PASSWORD as DEMONSTRATION
from pathways.domain.marks import has_long_run

SHORTEST: Final = 12
_LONGEST: Final = 128
_FIRST_TRIES: Final = (
    "password",
    "passwort",
    "qwerty",
    "letmein",
    "welcome",
    "iloveyou",
    "administrator",
    "trauma",
    "informed",
    "pathways",
    "pathway",
    "learning",
    "training",
    "changeme",
    "secret",
)


class PasswordRules(PasswordUtil):
    """Length and guessability. No rules about kinds of characters: they make passwords worse."""

    def normalize(self, password: str) -> str:
        """Return a password as it is compared; one that would take minutes stays as it is."""
        normal: str = password if has_long_run(password) else super().normalize(password)
        return normal

    def validate(
        self, password: str, is_register: bool, **kwargs: Any
    ) -> tuple[list[str] | None, str]:
        """Return what is wrong with a password, for people, and the password as it is kept."""
        plain = self.normalize(password)
        if "\x00" in plain or any("\ud800" <= c <= "\udfff" for c in plain):
            return ["This password holds a character that cannot be kept."], plain
        if not SHORTEST <= len(plain) <= _LONGEST:
            return [f"Use between {SHORTEST} and {_LONGEST} characters."], plain
        if _is_guessed_first(plain) or (plain == DEMONSTRATION and not current_app.config["DEMO"]):
            return ["This password is easy to guess. Take words that nobody expects."], plain
        return None, plain


def _is_guessed_first(password: str) -> bool:
    """Whether little is left once a common word, digits and repetition are taken away."""
    rest = password.lower()
    if len(set(rest)) < 5:
        return True
    for word in _FIRST_TRIES:
        rest = rest.replace(word, "")
    letters = "".join(character for character in rest if character.isalpha())
    return len(letters) < 3 and not any(ord(character) > 127 for character in rest)
