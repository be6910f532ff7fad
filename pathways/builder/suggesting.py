"""What an outcome or a module may treat, by its own words: a list to choose from, never applied.

A pure view over what the finder says and where the competencies are already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pathways.builder.mending import said_of
from pathways.builder.queries import ModuleView, OutcomeView, PathwayView
from pathways.domain.framework.edition import Competency
from pathways.domain.framework.finding import Finder
from pathways.domain.framework.nearness import find_nearest
from pathways.domain.framework.stems import read_tokens
from pathways.domain.pathway.treatment import Treatment

MOST: Final = 10
"""How many are offered at most."""

LEAST_SHOWN: Final = 3
"""So many are shown, however weak; of the rest only what is stronger, until more is asked for."""

MOST_WORDS: Final = 6


class Strength(StrEnum):
    """How well a suggestion fits.

    Bounds from the tuning halves of the labelled outcomes: of what is strong some nine in ten
    were right, of what is likely a third, of the rest one in ten.
    """

    STRONG = "strong"
    LIKELY = "likely"
    PERHAPS = "perhaps"

    @property
    def word(self) -> str:
        """The word shown to people."""
        return self.value.capitalize()

    @property
    def bars(self) -> int:
        """How many of three bars are filled."""
        return {Strength.STRONG: 3, Strength.LIKELY: 2, Strength.PERHAPS: 1}[self]

    @classmethod
    def of(cls, score: float) -> "Strength":
        """Return how well a score fits."""
        if score >= 12:
            return cls.STRONG
        return cls.LIKELY if score >= 7.5 else cls.PERHAPS


@dataclass(frozen=True, slots=True)
class SpokenFor:
    """A suggestion as it is shown.

    `both` are the person's words that stand in the label or its note, too; `close` those that are
    near to it. `place` says where they stand, for a module.
    """

    competency: Competency
    strength: Strength
    both: tuple[str, ...]
    close: tuple[str, ...]
    place: str
    treatment: Treatment | None
    is_linked: bool


@dataclass(frozen=True, slots=True)
class SuggestionsView:
    """What is suggested for an outcome, or for a module where `outcome` is None.

    `shown` comes first, `weaker` where somebody asks for more. `looked_for` are the words that were
    looked for.
    """

    module: ModuleView
    outcome: OutcomeView | None
    level: str
    shown: tuple[SpokenFor, ...]
    weaker: tuple[SpokenFor, ...]
    looked_for: tuple[str, ...]
    text: str

    @property
    def key(self) -> str:
        """The id of the thing that it is about."""
        return self.outcome.id if self.outcome else self.module.id

    @property
    def name(self) -> str:
        """What it is about, in words."""
        return f"Outcome {self.outcome.number}" if self.outcome else f"Module {self.module.number}"


def suggest_for_outcome(
    view: PathwayView, finder: Finder, module: ModuleView, outcome: OutcomeView
) -> SuggestionsView:
    """Return what an outcome may treat."""
    found = finder.suggest(outcome.text, view.head.target.number, MOST)
    items = [
        _spoken_for(view, module, one.code, one.score, one.because, outcome=outcome.id)
        for one in found
    ]
    return _view(view, finder, module, outcome, items, outcome.text)


def suggest_for_module(view: PathwayView, finder: Finder, module: ModuleView) -> SuggestionsView:
    """Return what a module may treat, by its title, description, activities and outcomes."""
    level = view.head.target.number
    codes = {one.code for one in view.edition.competencies if one.level == level}
    texts = list(said_of(module, with_notes=False))
    near = find_nearest(finder, texts, codes)
    best = sorted(near.values(), key=lambda one: -one.score)[:MOST]
    items = [
        _spoken_for(view, module, one.code, one.score, one.because, place=one.place) for one in best
    ]
    return _view(view, finder, module, None, items, " ".join(one.text for one in texts))


def _view(
    view: PathwayView,
    finder: Finder,
    module: ModuleView,
    outcome: OutcomeView | None,
    items: Sequence[SpokenFor],
    text: str,
) -> SuggestionsView:
    strong = sum(1 for item in items if item.strength is not Strength.PERHAPS)
    count = max(LEAST_SHOWN, strong)
    return SuggestionsView(
        module=module,
        outcome=outcome,
        level=view.head.target.name,
        shown=tuple(items[:count]),
        weaker=tuple(items[count:]),
        looked_for=finder.looked_for(text)[:MOST_WORDS],
        text=" ".join(text.split()),
    )


def _spoken_for(
    view: PathwayView,
    module: ModuleView,
    code: str,
    score: float,
    because: Sequence[str],
    *,
    outcome: str = "",
    place: str = "",
) -> SpokenFor:
    competency = view.edition.by_code[code]
    here = {token.stem for token in read_tokens(f"{competency.label} {competency.scope_note}")}
    both = tuple(word for word in because if {t.stem for t in read_tokens(word)} <= here)
    mapping = next((one for one in module.mappings if one.competency.code == code), None)
    return SpokenFor(
        competency=competency,
        strength=Strength.of(score),
        both=both,
        close=tuple(word for word in because if word not in both),
        place=place.replace(f" of module {module.number}", ""),
        treatment=mapping.treatment if mapping else None,
        is_linked=bool(mapping and outcome in mapping.outcomes),
    )
