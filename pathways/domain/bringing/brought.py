"""What was brought, as it was understood, and what was not, in sentences."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pathways.domain.bringing.questions import ASKED, FileQuestion, SheetRead
from pathways.domain.pathway.content import PathwayContent

TOLD: Final = 200
"""Sentences of a report; of the others it says how many they are."""
UNSAID: Final = "?"
"""A mapping of which the file does not say how far it goes."""


@dataclass(frozen=True, slots=True)
class BroughtModule:
    """A module of a file. `minutes` is None where none were read.

    `written` is its length in the words of the file.
    """

    title: str
    minutes: int | None = None
    outcomes: tuple[str, ...] = ()
    assessment: str = ""
    delivery: str = ""
    activities: str = ""
    description: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class BroughtMapping:
    """A mark of a file: module number from 1, code, "I", "D", "A" or "?", and evidence.

    `outcomes` are the numbers, from 1, of that module's outcomes that it names; `named` are
    those that it names in words, until they have a number.
    """

    module: int
    code: str
    mark: str
    evidence: str = ""
    outcomes: tuple[int, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BroughtPathway:
    """A file as it was understood. `title` is what it calls itself; empty where it does not.

    `questions` are what to look at, and `others` the sentences of the report that ask nothing.
    `parts` is what our own workbook says beside its modules, by the names of their fields.
    """

    kind: str
    level: int | None
    modules: tuple[BroughtModule, ...] = ()
    mappings: tuple[BroughtMapping, ...] = ()
    report: tuple[str, ...] = ()
    title: str = ""
    questions: tuple[FileQuestion, ...] = ()
    others: tuple[str, ...] = ()
    sheets: tuple[SheetRead, ...] = ()
    parts: Mapping[str, Any] = field(default_factory=dict)

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
            **self.parts,
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
    """Sentences on the way, each once, and questions with the answers that were given."""

    answers: Mapping[str, str] = field(default_factory=dict)
    sentences: dict[str, bool] = field(default_factory=dict)
    questions: dict[str, FileQuestion] = field(default_factory=dict)
    sheets: list[SheetRead] = field(default_factory=list)
    more: int = 0

    def say(self, sentence: str, *, is_asked: bool = False) -> None:
        """Add a sentence."""
        sentence = sentence[:1].upper() + sentence[1:]
        if sentence in self.sentences:
            return
        if len(self.sentences) < TOLD:
            self.sentences[sentence] = is_asked
        else:
            self.more += 1

    def answer(self, key: str, *known: str) -> str:
        """Return what was answered, if it is one of the `known` answers."""
        found = self.answers.get(key, "")
        return found if not known or found in known else ""

    def ask(self, question: FileQuestion, sentence: str = "") -> None:
        """Keep a question, and the sentence that stands for it where nobody is asked."""
        is_new = question.key not in self.questions
        if sentence:
            self.say(sentence, is_asked=not is_new or len(self.questions) < ASKED)
        if not is_new or len(self.questions) < ASKED:
            self.questions[question.key] = question

    def told(self) -> tuple[str, ...]:
        """Return all of them, the last one saying how many were left out."""
        return (*self.sentences, *self._more())

    def others(self) -> tuple[str, ...]:
        """Return those for which nothing is asked."""
        return (*(text for text, is_asked in self.sentences.items() if not is_asked), *self._more())

    def _more(self) -> tuple[str, ...]:
        return (f"And {self.more:,} more.",) if self.more else ()


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.replace("\u00a0", " ").split())


def quoted(text: str) -> str:
    """Return a text of a file as a sentence names it: one line, not too long, in quotes."""
    plain = one_line(text)
    return f"“{plain[:79].rstrip()}…”" if len(plain) > 80 else f"“{plain}”"
