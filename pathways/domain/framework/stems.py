"""Words of a text as a search compares them: without endings, spelling or hyphens in the way.

A small stemmer of our own. It strips endings that English shares between a verb, its noun and
its adjective, writes American spelling as British, and joins a prefix to its word, so that
"re-traumatize", "retraumatising" and "re traumatise" are one. It aims at stems that agree with
each other, not at stems that are words.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")

_OUR: Final = re.compile(r"(?<=[a-z]{3})our")

_PREFIXES: Final = frozenset(
    ("re", "co", "anti", "non", "de", "pre", "post", "multi", "mis", "micro")
)
"""Prefixes that people write apart, with a hyphen, or joined."""

_JOINED: Final = frozenset((("well", "being"), ("on", "line"), ("work", "place")))
"""Words that people write apart or with a hyphen, too, and that say little each alone."""

_ENDINGS: Final = (
    ("isations", 4),
    ("isation", 4),
    ("ivity", 4),
    ("ative", 4),
    ("ical", 4),
    ("fulness", 3),
    ("ations", 4),
    ("ation", 4),
    ("ating", 4),
    ("ators", 4),
    ("ities", 4),
    ("iness", 3),
    ("ising", 4),
    ("ships", 4),
    ("ments", 4),
    ("ives", 4),
    ("ions", 4),
    ("ated", 4),
    ("ates", 4),
    ("ator", 4),
    ("ness", 4),
    ("ment", 4),
    ("less", 4),
    ("ship", 4),
    ("ings", 3),
    ("ised", 4),
    ("ises", 4),
    ("ance", 4),
    ("ence", 4),
    ("able", 4),
    ("ible", 4),
    ("ity", 4),
    ("ate", 4),
    ("ise", 4),
    ("ing", 3),
    ("ion", 4),
    ("ive", 4),
    ("ism", 4),
    ("ist", 4),
    ("ful", 3),
    ("ous", 4),
    ("ers", 4),
    ("ies", 3),
    ("ily", 3),
    ("ied", 3),
    ("ant", 5),
    ("ent", 5),
    ("es", 3),
    ("ed", 3),
    ("ly", 3),
    ("er", 4),
    ("or", 4),
    ("al", 4),
    ("s", 3),
    ("y", 3),
    ("e", 3),
    ("i", 3),
)
"""Endings, the longest first, and how many letters must stay."""

_IRREGULAR: Final = {
    "systemic": "system",
    "felt": "feel",
    "written": "write",
    "wrote": "write",
    "spoke": "speak",
    "spoken": "speak",
    "heard": "hear",
    "told": "tell",
    "kept": "keep",
    "taught": "teach",
    "understood": "understand",
    "built": "build",
    "lost": "loss",
    "losing": "loss",
    "lose": "loss",
    "children": "child",
    "people": "person",
    "persons": "person",
    "personalise": "individual",
    "personalised": "individual",
    "worker": "workforce",
    "workers": "workforce",
    "reporting": "report",
    "confidence": "assured",
    "confident": "assured",
    "creative": "artwork",
    "creativity": "artwork",
    "effective": "efficacy",
    "effectively": "efficacy",
    "effectiveness": "efficacy",
    "informed": "know",
    "lives": "life",
    "safe": "safety",
    "safer": "safety",
    "safely": "safety",
    "unsafe": "unsafety",
    "centre": "center",
    "centred": "center",
    "centres": "center",
    "centered": "center",
    "programme": "program",
    "programmes": "program",
    "families": "family",
    "ethical": "ethic",
    "ethically": "ethic",
    "empathetic": "empathy",
    "empathic": "empathy",
    "empathise": "empathy",
    "sympathetic": "sympathy",
    "therapeutic": "therapy",
    "therapist": "therapy",
    "dissociation": "dissociate",
    "racism": "race",
    "racist": "race",
    "racial": "race",
    "racialised": "race",
    "antiracism": "antirace",
    "antiracist": "antirace",
    "disclosure": "disclose",
    "disclosures": "disclose",
    "grieve": "grief",
    "grieving": "grief",
    "abusive": "abuse",
    "ending": "closure",
    "endings": "closure",
    "kinder": "kindness",
    "kindest": "kindness",
    "angry": "anger",
    "trustee": "governor",
    "trustees": "governor",
    "does": "do",
    "aces": "aces",
    "ace": "aces",
    "compassionate": "compassion",
    "responsive": "responsive",
    "responsiveness": "responsive",
    "policing": "police",
}
"""Forms that no rule reaches, by the form whose stem they share."""

_WHOLE: Final = frozenset(("aces", "compassion", "responsive", "police"))
"""Words that are their own stems: compassion is no compass, the police no policy."""

_SHIPS: Final = frozenset(("space", "star", "air", "war", "flag", "town", "steam", "battle"))
"""What a "ship" is of that is no bond between people: a spaceship is no space."""

_SIGNS: Final = {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "‑": "-"}
"""Typographer's signs, by the keyboard's."""

_LONG: Final = 40


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its stem, and where it stands."""

    stem: str
    start: int
    end: int


def plain(text: str) -> str:
    """Return a text in small letters without accents and typographer's signs, letter by letter.

    It is as long as `text`, so that a place in one is the same place in the other.
    """
    return "".join(_plain_letter(letter) for letter in text)


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    if letter in _SIGNS:
        return _SIGNS[letter]
    base = unicodedata.normalize("NFKD", letter)[:1].lower()
    return base if len(base) == 1 else letter


@lru_cache(maxsize=4096)
def read_tokens(text: str) -> tuple[Token, ...]:
    """Return the words of a text with their stems, in order; a prefix is joined to its word."""
    found: list[Token] = []
    prefix: tuple[str, int, int] | None = None
    last = ""
    for match in _WORD.finditer(plain(text)):
        word, start = match[0].removesuffix("'s").replace("'", ""), match.start()
        if prefix is not None:
            word, start, prefix = prefix[0] + word, prefix[1], None
        elif word in _PREFIXES:
            prefix = (word, start, match.end())
            continue
        if (last, word) in _JOINED:
            word, start = last + word, found.pop().start
        found.append(Token(stem(word), start, match.end()))
        last = word
    if prefix is not None:
        found.append(Token(prefix[0], prefix[1], prefix[2]))
    return tuple(found)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of a word in small letters; a word of digits or three letters is its own."""
    word = word[:_LONG]
    word = _OUR.sub("or", word.replace("z", "s"))
    word = _IRREGULAR.get(word, word)
    if word in _WHOLE:
        return word
    if word.startswith("trauma") or word.startswith("retrauma"):
        return "retrauma" if word.startswith("re") else "trauma"
    for _ in range(3):
        shorter = _without_ending(word)
        if shorter == word:
            break
        word = shorter
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "s":
        word = word[:-1]
    return word


def _without_ending(word: str) -> str:
    if word.endswith("ss") and not word.endswith(("ness", "less")):
        return word
    for ending, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            rest = word[: -len(ending)]
            if not (ending.startswith("ship") and rest in _SHIPS):
                return rest
    return word
