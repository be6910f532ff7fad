"""Rows of a form that somebody adds and takes out, without scripts."""

import re
from collections.abc import Sequence
from typing import Final

_ROW_ID: Final = re.compile(r"[0-9]{1,3}")


def read_rows(sent: Sequence[str], pressed: str, limit: int) -> tuple[str, ...]:
    """Return the rows that a form sent, after a button that adds or takes out one.

    The buttons say "add" and "out-3"; a form has at most `limit` rows.
    """
    rows = list(dict.fromkeys(one for one in sent if _ROW_ID.fullmatch(one)))[:limit]
    step, _, one = pressed.partition("-")
    if step == "add" and len(rows) < limit:
        free = (str(number) for number in range(1, limit + 2))
        rows.append(next(number for number in free if number not in rows))
    if step == "out" and one in rows:
        rows.remove(one)
    return tuple(rows)
