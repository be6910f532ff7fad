"""Which competencies somebody looks for who types a few words: all that a directory can treat.

The finder reads them as it reads a search of the framework. What comes close by some of the words
alone is left out at first: it would bring in nearly everything that is published.
"""

import re
from dataclasses import dataclass
from typing import Final

from pathways.domain.framework.finding import LONGEST, Finder
from pathways.domain.framework.stems import read_tokens

_SIGNS: Final = re.compile(r"[^\w\s'’-]|(?<!\w)-|-(?!\w)")


@dataclass(frozen=True, slots=True)
class Meant:
    """Codes of the competencies that words speak of, the best first.

    `near` come close by some of the words.
    """

    codes: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


def read_meaning(finder: Finder, text: str) -> Meant:
    """Return what is meant by a text: what holds each of its words, or what all of it names.

    A topic or a synonym names a competency whose label has other words.
    """
    text = _SIGNS.sub(" ", text[:LONGEST])
    hits = finder.search(text)
    if not finder.suggest(text, limit=1):
        # Too poor to be shown as a suggestion: only what holds every word stays.
        hits = tuple(hit for hit in hits if not hit.because)
    asked = _stems(" ".join(finder.looked_for(text)))
    whole = [hit for hit in hits if not hit.because or asked <= _stems(" ".join(hit.because))]
    codes = tuple(hit.code for hit in whole)
    return Meant(codes, tuple(hit.code for hit in hits if hit.code not in codes))


def _stems(text: str) -> set[str]:
    return {token.stem for token in read_tokens(text)}
