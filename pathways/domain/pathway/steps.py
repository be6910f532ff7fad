"""What was done to a pathway, in plain sentences: single steps, and bursts of the same kind."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pathways.domain.words import listed

SITTING: Final = timedelta(minutes=30)
"""A pause after which what somebody goes on with is told apart."""
_TOLD: Final = 3
"""How many things are said of a burst before the others are counted."""

_KINDS: Final = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"Put (\S+) into module (\d+)", "Put {} competencies into module {}"),
        (r"Took (\S+) out of module (\d+)", "Took {} competencies out of module {}"),
        (r"Set (\S+) in module (\d+) to (\w+)", "Set {} competencies in module {} to {}"),
        (r"Changed (\S+) in module (\d+)", "Changed {} competencies in module {}"),
        (r"Added (an outcome) to module (\d+)", "Added {} outcomes to module {}"),
        (r"Changed (an outcome) of module (\d+)", "Changed {} outcomes of module {}"),
        (r"Moved (an outcome) of module (\d+)", "Moved outcomes of module {1}"),
        (r"Deleted (an outcome) of module (\d+)", "Deleted {} outcomes of module {}"),
    )
)
"""What a step's summary says of one thing, and how the same is said of several.

The first group names the thing: a competency that was set three times is one competency.
"""


@dataclass(frozen=True, slots=True)
class PathwayStep:
    """One step in a pathway, as the trail holds it."""

    revision: int
    at: datetime
    person_id: str | None
    person: str
    action: str
    summary: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one person did without a long pause, steps in the order in which they were taken."""

    person: str
    steps: tuple[PathwayStep, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """What was done, each kind of thing once."""
        return sum_up(self.steps)


def sum_up(steps: Iterable[PathwayStep]) -> tuple[str, ...]:
    """Return what was done in these steps, those of one kind as one: "Put 3 … into module 2"."""
    kinds: dict[tuple[str, ...], list[PathwayStep]] = {}
    things: dict[tuple[str, ...], set[str]] = {}
    for step in steps:
        key, thing = _kind_of(step)
        kinds.setdefault(key, []).append(step)
        things.setdefault(key, set()).add(thing)
    return tuple(_say(key, found, len(things[key])) for key, found in kinds.items())


def sittings(steps: Iterable[PathwayStep]) -> tuple[Sitting, ...]:
    """Group steps, in the order given, by who took them without a long pause between."""
    found: list[list[PathwayStep]] = []
    for step in steps:
        last = found[-1][-1] if found else None
        if (
            last is not None
            and (last.person_id, last.person) == (step.person_id, step.person)
            and abs(step.at - last.at) <= SITTING
        ):
            found[-1].append(step)
        else:
            found.append([step])
    return tuple(
        Sitting(group[0].person, tuple(sorted(group, key=lambda step: step.revision)))
        for group in found
    )


def say_meanwhile(steps: Sequence[PathwayStep]) -> str:
    """Return what others did meanwhile: "Sam put 3 competencies into module 2."."""
    said = []
    people: dict[tuple[str | None, str], list[PathwayStep]] = {}
    for step in steps:
        people.setdefault((step.person_id, step.person), []).append(step)
    for (_, name), own in people.items():
        deeds = [_lowered(sentence) for sentence in sum_up(own)]
        told, rest = deeds[:_TOLD], len(deeds) - _TOLD
        if rest > 0:
            told.append("one other thing" if rest == 1 else f"{rest} other things")
        said.append(f"{name or 'Somebody'} {listed(told)}.")
    return " ".join(said)


def _kind_of(step: PathwayStep) -> tuple[tuple[str, ...], str]:
    """Return what a step has in common with others of its kind, and the thing that it concerns."""
    if step.action in ("undo", "redo"):
        return (step.action,), str(step.revision)
    for pattern, words in _KINDS:
        if found := pattern.fullmatch(step.summary):
            thing, *rest = found.groups()
            is_code = thing != "an outcome"
            return (words, *rest), thing if is_code else str(step.revision)
    return (step.summary,), ""


def _say(key: tuple[str, ...], steps: Sequence[PathwayStep], count: int) -> str:
    match key[0]:
        case "undo":
            return f"Undid {count} steps" if count > 1 else f"Undid “{steps[0].summary}”"
        case "redo":
            return (
                f"Did {count} undone steps again"
                if count > 1
                else f"Did “{steps[0].summary}” again"
            )
    return key[0].format(count, *key[1:]) if count > 1 else steps[-1].summary


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
