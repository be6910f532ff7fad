"""What buyers filter by, read from what a provider writes: ways of teaching, access, and the like.

Each is one function, so that the directory, briefs and a recount say the same. What is written in
sentences is read by kept lists of words; a word behind "no" or "not" is not taken as said.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from pathways.domain.framework.stems import plain
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.offer import NOT_STATED
from pathways.domain.pathway.vocabulary import BLENDED, DELIVERY

ACCESS: Final[Mapping[str, tuple[str, str]]] = {
    "step-free": ("Step-free rooms", r"step[ -]?free|wheelchair|level access|accessible venues?"),
    "loop": ("Hearing loop", r"hearing loops?|induction loops?"),
    "captions": ("Captions", r"caption\w*|subtitl\w*"),
    "signed": ("Sign language", r"sign language|bsl|signed"),
    "readers": ("Screen readers", r"screen[ -]?readers?|by keyboard"),
    "formats": (
        "Other formats",
        r"large print|braille|easy[ -]?read|plain text|accessible formats?|in audio|and audio|"
        r"format of the learner",
    ),
    "quiet": ("Quiet room", r"quiet (?:room|space|area)s?|low stimulus"),
    "adjustments": ("Adjustments on request", r"adjustments?|adapt\w*|interpreters?|on request"),
}
"""Key, words and signs of each thing that makes a pathway open to more learners."""

ACCREDITED: Final[Mapping[str, tuple[str, str]]] = {
    "accredited": ("Accredited, as it says", r"accredited|accreditation|endorsed|quality[ -]mark"),
    "cpd": ("CPD hours or points", r"cpd|continuing professional development"),
    "certificate": ("A certificate", r"certificates?|certified"),
}
"""Key, words and signs of what learners gain, from the most."""

OTHER: Final = "other"
"""Something is said of accreditation, and none of these."""

REFRESHERS: Final = (
    ("12", 12, "Within a year"),
    ("24", 24, "Within two years"),
    ("later", None, "Later"),
)
"""Key, most months and words of each band of refreshers."""

_LANGUAGES: Final = (
    "British Sign Language",
    "English",
    *("Arabic", "Bengali", "Cantonese", "Czech", "Dari", "Farsi", "French", "German", "Gujarati"),
    *("Hindi", "Hungarian", "Italian", "Kurdish", "Makaton", "Mandarin", "Pashto", "Polish"),
    *("Portuguese", "Punjabi", "Romanian", "Russian", "Slovak", "Somali", "Spanish", "Tamil"),
    *("Tigrinya", "Turkish", "Ukrainian", "Urdu", "Vietnamese", "Welsh", "Yoruba"),
)
_NO: Final = re.compile(
    r"\b(?:no|not|never|without|cannot|nor|isn't|aren't|yet to be)\b(?:(?!\bbut\b)[^.;:])*$"
)


def ways_of(content: PathwayContent) -> tuple[str, ...]:
    """Return the ways in which a pathway is taught: those of its details and of its modules.

    More than one is Blended as well, whatever they are called.
    """
    found = dict.fromkeys((*content.details.delivery, *taught_ways(content.modules)))
    if len(found) > 1:
        found[BLENDED] = None
    return tuple(found)


class Delivered(Protocol):
    """Something that says how it is taught."""

    @property
    def delivery(self) -> str: ...


def taught_ways(modules: Iterable[Delivered]) -> tuple[str, ...]:
    """Return the words of the list that the modules' own delivery holds."""
    texts = " | ".join(module.delivery for module in modules).casefold()
    return tuple(word for word in DELIVERY if word.casefold() in texts)


def languages_of(content: PathwayContent) -> tuple[str, ...]:
    """Return the languages of a pathway by their names; what is no known name stays as written."""
    found: dict[str, None] = {}
    for written in content.details.languages:
        text = re.sub(r"\bbsl\b", "british sign language", plain(written))
        known = [name for name in _LANGUAGES if re.search(rf"\b{name.lower()}\b", text)]
        found.update(dict.fromkeys(known or [written]))
    return tuple(found)


def access_of(content: PathwayContent) -> tuple[str, ...]:
    """Return keys of `ACCESS` that the provider says of a pathway."""
    said = "; ".join((content.assurance.accessibility, *content.details.languages))
    return tuple(key for key, (_words, signs) in ACCESS.items() if _is_said(signs, said))


def accredited_of(content: PathwayContent) -> str:
    """Return the key of the most that is said of accreditation."""
    said = content.details.accreditation
    if not said.strip():
        return NOT_STATED
    held = (key for key, (_words, signs) in ACCREDITED.items() if _is_said(signs, said))
    return next(held, OTHER)


def refresher_of(content: PathwayContent) -> str:
    """Return the key of the band in which a refresher is due."""
    months = content.details.refresher_months
    if not months:
        return NOT_STATED
    return next(key for key, most, _words in REFRESHERS if most is None or months <= most)


def _is_said(signs: str, text: str) -> bool:
    """Whether one of the signs stands in a text, and no "not" before it in its part of it."""
    folded = plain(text)
    found = re.finditer(rf"\b(?:{signs})\b", folded)
    return any(not _NO.search(folded[: match.start()]) for match in found)
