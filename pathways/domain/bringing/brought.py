"""What was brought, as it was understood, and what was not, in sentences."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

from pathways.domain.pathway.content import PathwayContent

TOLD: Final = 200
"""Sentences of a report; of the others it says how many they are."""
UNSAID: Final = "?"
"""A mapping of which the file does not say how far it goes."""


@dataclass(frozen=True, slots=True)
class BroughtModule:
    """A module of a file. `minutes` is None where none were read."""

    title: str
    minutes: int | None = None
    outcomes: tuple[str, ...] = ()
    assessment: str = ""
    delivery: str = ""
    activities: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class BroughtMapping:
    """A mark of a file: module number from 1, code, "I", "D", "A" or "?", and evidence.

    `outcomes` are the numbers, from 1, of that module's outcomes that it names.
    """

    module: int
    code: str
    mark: str
    evidence: str = ""
    outcomes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class BroughtPathway:
    """A file as it was understood. `title` is what it calls itself; empty where it does not."""

    kind: str
    level: int | None
    modules: tuple[BroughtModule, ...] = ()
    mappings: tuple[BroughtMapping, ...] = ()
    report: tuple[str, ...] = ()
    title: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Return what the preview prints as JSON."""
        return {
            "kind": self.kind,
            "level": self.level,
            "modules": [
                {
                    "title": module.title,
                    "minutes": module.minutes,
                    "outcomes": list(module.outcomes),
                    "assessment": module.assessment,
                    "delivery": module.delivery,
                }
                for module in self.modules
            ],
            "mappings": [
                [mapping.module, mapping.code, mapping.mark, mapping.evidence]
                for mapping in self.mappings
            ],
            "report": list(self.report),
        }

    def to_arrival(self, edition: str, title: str, level: int | None) -> dict[str, Any]:
        """Return it in the form of a pathway's file. What does not say how far it goes stays out.

        Texts of one line are laid out as one; nothing is cut, so what is too long is told there.
        """
        by_module = self.by_module
        return {
            "edition": edition,
            "title": one_line(title),
            "target_level": level,
            "modules": [
                {
                    "title": one_line(module.title) or f"Module {number}",
                    "description": module.description,
                    "minutes": module.minutes or 0,
                    "delivery": one_line(module.delivery),
                    "activities": module.activities,
                    "assessment": module.assessment,
                    "outcomes": [
                        {"id": f"o{place}", "text": one_line(text)}
                        for place, text in enumerate(module.outcomes, start=1)
                    ],
                    "mappings": [
                        {
                            "code": one.code,
                            "treatment": one.mark,
                            "evidence": one.evidence,
                            "outcomes": [
                                f"o{place}"
                                for place in dict.fromkeys(one.outcomes)
                                if 0 < place <= len(module.outcomes)
                            ],
                        }
                        for one in by_module.get(number, ())
                        if one.mark != UNSAID
                    ],
                }
                for number, module in enumerate(self.modules, start=1)
            ],
        }

    @property
    def by_module(self) -> dict[int, list[BroughtMapping]]:
        """The mappings of each module, by its number."""
        found: dict[int, list[BroughtMapping]] = defaultdict(list)
        for one in self.mappings:
            found[one.module].append(one)
        return found

    @property
    def unsaid(self) -> int:
        """How many mappings do not say how far they go."""
        return sum(one.mark == UNSAID for one in self.mappings)


def brought_of(content: PathwayContent) -> BroughtPathway:
    """Return a pathway's own file as what was brought."""
    return BroughtPathway(
        "pathway",
        content.target_level,
        tuple(
            BroughtModule(
                module.title,
                module.minutes or None,
                tuple(outcome.text for outcome in module.outcomes),
                module.assessment,
                module.delivery,
                module.activities,
                module.description,
            )
            for module in content.modules
        ),
        tuple(
            BroughtMapping(number, mapping.code, mapping.treatment.value, mapping.evidence)
            for number, module in enumerate(content.modules, start=1)
            for mapping in module.mappings
        ),
        title=content.title,
    )


@dataclass(slots=True)
class Report:
    """Sentences on the way, each once."""

    sentences: dict[str, None] = field(default_factory=dict)
    more: int = 0

    def say(self, sentence: str) -> None:
        """Add a sentence."""
        sentence = sentence[:1].upper() + sentence[1:]
        if sentence in self.sentences:
            return
        if len(self.sentences) < TOLD:
            self.sentences[sentence] = None
        else:
            self.more += 1

    def told(self) -> tuple[str, ...]:
        """Return all of them, the last one saying how many were left out."""
        more = (f"And {self.more:,} more.",) if self.more else ()
        return (*self.sentences, *more)


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.replace("\u00a0", " ").split())


def quoted(text: str) -> str:
    """Return a text of a file as a sentence names it: one line, not too long, in quotes."""
    plain = one_line(text)
    return f"“{plain[:79].rstrip()}…”" if len(plain) > 80 else f"“{plain}”"
