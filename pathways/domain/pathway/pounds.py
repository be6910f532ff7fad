"""Pounds as people type them."""

from typing import Final

from pathways.domain.limits import PENCE_LIMIT

ADVICE: Final = "Give pounds, such as 180 or 95.50, and 0 if it is free."


def pence_of(text: str) -> int | None:
    """Return the pence of a price that somebody typed, None for nothing.

    ValueError, with a message, for what is no price.
    """
    plain = text.strip().lstrip("£").replace(",", "").strip()
    if not plain:
        return None
    pounds, _, rest = plain.partition(".")
    is_plain = plain.isascii() and pounds.isdecimal() and (not rest or rest.isdecimal())
    if not is_plain or len(pounds) > len(str(PENCE_LIMIT)) - 2 or len(rest) > 2:
        raise ValueError(ADVICE)
    return int(pounds) * 100 + int((rest + "00")[:2])
