"""How far a module goes, as people mark it: I D A, words, a tick, or a mark with a note behind."""

import re
from dataclasses import dataclass
from typing import Final

from pathways.domain.bringing.brought import UNSAID

_ORDER: Final = "?IDA"
_WORDS: Final = {
    **dict.fromkeys(("i", "int", "intro", "introduced", "introduce", "introduces", "introduction",
                     "introducing", "introductory"), "I"),
    **dict.fromkeys(("d", "dev", "developed", "develop", "develops", "development",
                     "developing"), "D"),
    **dict.fromkeys(("a", "ass", "assess", "assessed", "assesses", "assessment",
                     "assessing"), "A"),
    **dict.fromkeys(("x", "✓", "✔", "☑", "☒", "✅", "√", "ü", "•", "●", "■", "*", "1", "y", "yes",
                     "true", "t", "tick", "ticked", "covered", "taught", "included", "addressed",
                     "p", "full", "fully", "partial", "partially", "partly", "some", "done", "✓✓",
                     "⬤", "◼", "▪", "⚫", "🗸", "wahr", "ja"), UNSAID),
}  # fmt: skip
_NOTHING: Final = frozenset(
    ("", "-", "–", "—", "0", "n", "no", "none", "false", "n/a", "na", "not covered", "nil", ".",
     "☐", "/", "not treated", "not applicable")
)  # fmt: skip
_BOTH: Final = re.compile(r"^[ida](?:\s*(?:[/,&+;]|and)?\s*[ida]){1,2}$")
_WITH_NOTE: Final = re.compile(
    r"^(?P<mark>[^\W\d_]+|[✓✔☑✅√xX1])\s*(?:[:;,\-–—]\s*|\(|\n|\s(?=(?:slide|page|p\.|see)))"
    r"(?P<note>.*?)\)?$",
    re.DOTALL,
)


_SAID: Final = re.compile(
    r"^(introduced|developed|assessed)\s+(?:in|by|through|with|on|via|during|using)\b.{2,}$",
    re.IGNORECASE | re.DOTALL,
)
"""A mark that goes on as a sentence, which is its note as a whole."""


@dataclass(frozen=True, slots=True)
class MarkRead:
    """A cell of a matrix: "I", "D", "A" or "?", and a note; nothing marked where it is empty."""

    mark: str
    note: str = ""


def read_mark(text: str) -> MarkRead | None:
    """Read a mark; None for a text that is none."""
    plain = text.strip().replace("\ufe0f", "")
    low = " ".join(plain.casefold().split())
    if low in _NOTHING:
        return MarkRead("")
    if low.strip(" .()[]*") in _WORDS or low in _WORDS:
        return MarkRead(_WORDS.get(low) or _WORDS[low.strip(" .()[]*")])
    if len(plain) > 2_000:
        return None
    if _BOTH.match(low):
        return MarkRead(max((sign.upper() for sign in low if sign in "ida"), key=_ORDER.index))
    words = re.split(r"\s*(?:[/,&+]|\band\b)\s*", low)
    if len(words) > 1 and all(_WORDS.get(word, UNSAID) != UNSAID for word in words):
        return MarkRead(max((_WORDS[word] for word in words), key=_ORDER.index))
    if found := _SAID.match(plain):
        return MarkRead(_WORDS[found[1].casefold()], plain)
    found = _WITH_NOTE.match(plain)
    if found and found["mark"].casefold() in _WORDS:
        return MarkRead(_WORDS[found["mark"].casefold()], found["note"].strip())
    return None


def higher(one: str, other: str) -> str:
    """Return the mark that goes further; one that does not say how far is the least."""
    return max(one, other, key=_ORDER.index)
