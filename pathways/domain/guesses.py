"""How much of a password nobody would foresee: what is left without words and runs."""

from collections.abc import Iterable
from typing import Final

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
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)
_DIFFERENT: Final = 5
_UNFORESEEN: Final = 8
"""Of twelve or more: what was once thought enough for a whole password."""
_SHORTEST_NAME: Final = 3
"""Shorter ones stand within words that have nothing to do with them."""


def is_guessed_first(password: str, about: str) -> bool:
    """Whether little of a password is left without what anybody would try.

    They would try common words, those of this product, the words of `about` (whose it is, and
    where), and signs that go on as they began: the same again, or the next in the alphabet, in
    figures or on a keyboard. Which kinds of signs it holds does not matter.
    """
    rest = password.casefold()
    for word in (*_FIRST_TRIES, *_names(about)):
        rest = rest.replace(word, "")
    return len(set(password.casefold())) < _DIFFERENT or _count_unforeseen(rest) < _UNFORESEEN


def _names(about: str) -> Iterable[str]:
    plain = "".join(c if c.isalnum() else " " for c in about.casefold())
    # The longest first: a name may hold another.
    return sorted({w for w in plain.split() if len(w) >= _SHORTEST_NAME}, key=len, reverse=True)


def _count_unforeseen(text: str) -> int:
    """Count the signs that do not go on with a run of two before them."""
    steps = [_is_small_step(one, other) for one, other in zip(text, text[1:], strict=False)]
    foreseen = sum(now and before for before, now in zip(steps, steps[1:], strict=False))
    return len(text) - foreseen


def _is_small_step(one: str, other: str) -> bool:
    if one == other:
        return True
    return any(one + other in row or other + one in row for row in _ROWS)
