"""Which competencies are nearest to what a provider has written already.

Each text is asked by itself, as one sentence that speaks of a matter says more than a word here and
there; the text that says most stands for the competency.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pathways.domain.framework.finding import Finder


@dataclass(frozen=True, slots=True)
class OwnText:
    """A text of a provider, and where it stands in words: "your note in module 2"."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Near:
    """How near a competency is to what is said: the words that speak for it, and where they are."""

    code: str
    score: float
    because: tuple[str, ...]
    place: str

    @property
    def why(self) -> str:
        """Why it is near, in words."""
        return f"{', '.join(f'“{word}”' for word in self.because[:3])}, {self.place}"


def find_nearest(
    finder: Finder, texts: Iterable[OwnText], codes: Collection[str]
) -> dict[str, Near]:
    """Return those of `codes` that a text speaks of, each with the text that does so most.

    A text that speaks of none well enough to be suggested speaks for none.
    """
    found: dict[str, Near] = {}
    seen: set[str] = set()
    narrow = finder.among(codes) if codes else None
    for one in texts:
        if narrow is None or one.text in seen:
            continue
        seen.add(one.text)
        for fit in narrow.fitting(one.text):
            known = found.get(fit.code)
            if known is None or fit.score > known.score:
                found[fit.code] = Near(fit.code, fit.score, fit.because, one.place)
    return found
