"""Which competency a text means: by its code, our label, the official wording, or by likeness.

The official wording is known by its fingerprint alone, see `domain.framework.fingerprints`.
"""

import heapq
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pathways.domain.framework.edition import Edition
from pathways.domain.framework.fingerprints import Fingerprint, fingerprint
from pathways.domain.framework.stems import read_tokens

LIKE: Final = 0.5
"""The least likeness of words, of 1, at which a competency is offered."""
APART: Final = 0.06
"""By how much it must be more like than the next one."""
PRINTS: Final = 20_000
"""Texts of one file whose fingerprint is taken."""

_CODE: Final = re.compile(
    r"^(?:L(?:EVEL)?\s*)?(?P<level>[1-9])?[\s._/-]*(?P<theme>[A-Z]{2})[\s._/-]*"
    r"(?P<strand>[A-Z])?[\s._/-]*(?P<number>[0-9]{1,3})(?![0-9])(?P<rest>.*)$",
    re.DOTALL,
)
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_EMPTY: Final = frozenset(
    token.stem
    for token in read_tokens(
        "an and are as at be been being by can for from has have how in into is it its may of on "
        "or so such that the their them these they this those to was what when where which who "
        "why will with within"
    )
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The competency that a text means. `by` is "code", "label", "wording" or "likeness"."""

    code: str
    by: str


@dataclass(slots=True)
class Recogniser:
    """Knows one edition. Every text is looked at once."""

    edition: Edition
    prints: Mapping[str, Fingerprint]
    level: int | None = None
    _labels: dict[str, str] = field(default_factory=dict)
    _known: dict[str, Recognised | None] = field(default_factory=dict)
    _by_print: dict[Fingerprint, str] = field(default_factory=dict)
    _lengths: frozenset[int] = frozenset()
    _weights: dict[str, dict[str, float]] = field(default_factory=dict)
    _holders: dict[str, list[str]] = field(default_factory=dict)
    _rankings: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    _left: int = PRINTS

    def __post_init__(self) -> None:
        self._labels = {fold(item.label): item.code for item in self.edition.competencies}
        self._by_print = {one: code for code, one in self.prints.items()}
        self._lengths = frozenset(one.length for one in self._by_print)

    def exactly(self, text: str) -> Recognised | None:
        """Return the competency of a code, a label or the official wording; None for none."""
        if text not in self._known:
            self._known[text] = self._exactly(text)
        return self._known[text]

    def looks_like_code(self, text: str) -> bool:
        """Whether a text is written as a code, known or not."""
        found = self._parts(text)
        return found is not None and bool(found["level"]) and not found["rest"].strip()

    def alike(self, text: str) -> Recognised | None:
        """Return the competency whose words are most like a text's; None where none stands out."""
        ranked = self._ranked(text)
        if not ranked or ranked[0][0] < LIKE:
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < APART:
            return None
        return Recognised(ranked[0][1], "likeness")

    def nearest(self, text: str, count: int = 3) -> list[Recognised]:
        """Return the few competencies whose words are most like a text's, whatever they share."""
        return [Recognised(code, "likeness") for _, code in self._ranked(text)[:count]]

    def _ranked(self, text: str) -> list[tuple[float, str]]:
        if text not in self._rankings:
            self._rankings[text] = self._rank(text) if len(text) <= 2_000 else []
        return self._rankings[text]

    def _rank(self, text: str) -> list[tuple[float, str]]:
        if not self._weights:
            self._weigh()
        words = stems(text)
        if len(words) < 2:
            return []
        total = len(self._weights)
        own = {
            word: times * math.log(1 + total / (1 + len(self._holders.get(word, ()))))
            for word, times in Counter(words).items()
        }
        size = math.sqrt(sum(weight * weight for weight in own.values()))
        scores: dict[str, float] = defaultdict(float)
        for word, weight in own.items():
            for code in self._holders.get(word, ()):
                scores[code] += weight * self._weights[code][word]
        level = self.level
        wanted = -1 if level is None else 0
        is_known = level is not None and level in self.edition.by_level
        for line in self.edition.lines(level or 0) if is_known else ():
            # The flat list of features stands beside the themes of the levels below it.
            wanted |= line.mask
        return heapq.nlargest(
            4,
            (
                (score / size, code)
                for code, score in scores.items()
                if wanted & self.edition.by_code[code].mask
            ),
        )

    def _weigh(self) -> None:
        texts = {item.code: stems(item.label) for item in self.edition.competencies}
        held: dict[str, list[str]] = defaultdict(list)
        for code, words in texts.items():
            for word in set(words):
                held[word].append(code)
        for code, words in texts.items():
            weights = {
                word: times * math.log(1 + len(texts) / (1 + len(held[word])))
                for word, times in Counter(words).items()
            }
            size = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
            self._weights[code] = {word: weight / size for word, weight in weights.items()}
        self._holders = dict(held)

    def _parts(self, text: str) -> re.Match[str] | None:
        plain = text.strip().translate(_DASHES).lstrip("([").upper()[:2_000]
        return _CODE.match(plain)

    def _exactly(self, text: str) -> Recognised | None:
        if code := self._code(text):
            return Recognised(code, "code")
        if label := self._labels.get(fold(text)):
            return Recognised(label, "label")
        if code := self._worded(text):
            return Recognised(code, "wording")
        return None

    def _code(self, text: str) -> str:
        if len(text) < 4 or not any(sign.isdigit() for sign in text[:20]):
            return ""
        found = self._parts(text)
        if found is None or found["rest"][:1].isalpha():
            return ""
        level = found["level"] or (str(self.level) if self.level else "")
        start = f"L{level}-{found['theme']}-{found['strand'] or ''}"
        for code in (f"{start}{int(found['number']):02}", f"{start}{found['number']}"):
            if code in self.edition.by_code:
                return code
        return ""

    def _worded(self, text: str) -> str:
        if not self._lengths or len(text) < min(self._lengths) or self._left <= 0:
            return ""
        if len(text) > 3 * max(self._lengths):
            return ""
        self._left -= 1
        found = fingerprint(text)
        return self._by_print.get(found, "") if found.length in self._lengths else ""


def fold(text: str) -> str:
    """Return a text as labels are compared: letters and figures alone."""
    if len(text) > 400:
        return ""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def stems(text: str) -> list[str]:
    """Return the stems of the words of a text that carry it."""
    found = (token.stem for token in read_tokens(text))
    return [one for one in found if one not in _EMPTY]
