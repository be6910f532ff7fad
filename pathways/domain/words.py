"""Numbers, lengths, prices and days as people say them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

_NUMBER_WORDS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
)


def number_word(number: int) -> str:
    """Return a small number as a word, a large one in figures."""
    return _NUMBER_WORDS[number] if 0 <= number < len(_NUMBER_WORDS) else str(number)


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return "A", "A and B", "A, B and C"; `last` is the word before the last."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def plural(count: int, noun: str, many: str | None = None) -> str:
    """Return "1 module", "3 modules"; `many` where the plural is not noun + s."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"


def be(count: int) -> str:
    """Return "is" for one, "are" for any other number."""
    return "is" if count == 1 else "are"


def competencies(count: int) -> str:
    """Return "one competency", "12 competencies"."""
    return f"{number_word(count)} {'competency' if count == 1 else 'competencies'}"


def duration(minutes: int) -> str:
    """Return minutes as people say them: "40 min", "2 h", "9 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return f"{hours} h {rest} min"
    return f"{hours} h" if hours else f"{rest} min"


def together(lengths: Iterable[int]) -> str:
    """Return how long parts last together, in minutes each, 0 where one does not say.

    "9 h 30 min", "at least 9 h 30 min" where only some say it; empty where none does.
    """
    known = [*lengths]
    if not any(known):
        return ""
    return f"{'' if all(known) else 'at least '}{duration(sum(known))}"


def money(pence: int) -> str:
    """Return "£95" or "£95.50"; "Free" for nothing."""
    if pence == 0:
        return "Free"
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02}" if rest else f"£{pounds:,}"


def iso_day(when: date | str) -> str:
    """Return "2 October 2026" for a day without a time."""
    plain = date.fromisoformat(when) if isinstance(when, str) else when
    return f"{plain.day} {plain:%B %Y}"


def kept_length(text: str) -> int:
    """Return the length that limits count."""
    # A spreadsheet keeps "_x" in a longer form, and a cell has its limit.
    return utf16_length(text) + 6 * text.count("_x")


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def replace_whole(text: str, found: Collection[str], by: str) -> str:
    """Return a text with `by` in the place of each of `found`, where it is no part of a word.

    An address is found in capitals as well.
    """
    for one in sorted(filter(None, found), key=len, reverse=True):
        text = _replace_one(text, one, by)
    return text


def _replace_one(text: str, wanted: str, by: str) -> str:
    searched = text
    if "@" in wanted and len(text.lower()) == len(text):
        searched, wanted = text.lower(), wanted.lower()
    parts, start, at = [], 0, searched.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if _is_whole(text[:at][-1:], text[end : end + 2]):
            parts += [text[start:at], by]
            start = end
        at = searched.find(wanted, end)
    return "".join([*parts, text[start:]])


def _is_whole(before: str, after: str) -> bool:
    """Whether what stands between these characters is a word or an address by itself."""
    if before and (before.isalnum() or before in "_@.-"):
        return False
    follows = after[1:] if after[:1] == "." else after[:1]
    return not (follows and (follows.isalnum() or follows in "_@-"))
