"""The modules of an outline as they are gathered, and what is asked about their lengths."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from pathways.domain.bringing.brought import BroughtModule, Report, one_line, quoted
from pathways.domain.bringing.questions import LEFT, OUT, FileQuestion, Spot
from pathways.domain.bringing.texts import is_pause, is_sum, split_list
from pathways.domain.pathway.minutes import read_length

MODULE_LIMIT: Final = 1_000
"""Modules of a file that are read."""
_DAY_ENDS: Final = -1
_EARLY: Final = 7 * 60
"""A time before it, beside others of the morning, is one of the afternoon."""
TEXTS: Final = ("assessment", "delivery", "activities", "description")


@dataclass(slots=True)
class Outline:
    """Modules so far, with the times at which each begins where only those are known."""

    report: Report
    modules: list[BroughtModule] = field(default_factory=list)
    find: Callable[[str], list[tuple[str, str]]] = field(default=lambda _text: [])
    """What finds codes of competencies in a text, each with its mark."""
    coded: list[tuple[int, str, str]] = field(default_factory=list)
    """Codes that stand with a module, by its number, each with its mark."""
    clocks: list[tuple[int, int | None]] = field(default_factory=list)
    """Times of day in order, each with the place of the module that begins then, if one does."""

    @property
    def is_full(self) -> bool:
        """Whether no more modules are taken; a pathway holds far fewer."""
        return len(self.modules) >= MODULE_LIMIT

    def add(self, module: BroughtModule, spot: Spot, start: int | None = None) -> bool:
        """Take a module unless it is a break or a sum; return whether it was taken."""
        if self.is_full:
            self.report.say(f"Only the first {MODULE_LIMIT:,} modules were read.")
            return False
        is_taken = not (is_pause(module.title) or is_sum(module.title))
        is_taken = is_taken or ask_pause(module.title, spot, self.report)
        if start is not None:
            self.clocks.append((start, len(self.modules) if is_taken else None))
        if is_taken:
            self.modules.append(module)
        return is_taken

    def end_day(self) -> None:
        """Let what began last end at no time that follows."""
        self.clocks.append((_DAY_ENDS, None))

    def code(self, text: str, mark: str = "") -> bool:
        """Take the codes of a text for the module taken last; return whether there were some."""
        found = self.find(text) if self.modules else []
        self.coded += [(len(self.modules), code, mark or said) for code, said in found]
        return bool(found)

    def drop(self, place: int) -> None:
        """Take a module back that was no more than the heading of others."""
        del self.modules[place]
        self.clocks = [
            (start, one - 1 if one is not None and one > place else one)
            for start, one in self.clocks
        ]
        self.coded = [
            (number - 1 if number > place + 1 else number, code, mark)
            for number, code, mark in self.coded
        ]

    def change(self, **values: object) -> None:
        """Change the module that was taken last."""
        self.modules[-1] = replace(self.modules[-1], **values)  # type: ignore[arg-type]

    def finish(self) -> tuple[BroughtModule, ...]:
        """Return the modules, lasting until the next begins where nothing else is said."""
        clocks = _through_the_day(self.clocks)
        later = [*clocks[1:], (None, None)]
        for (start, module), (end, _) in zip(clocks, later, strict=False):
            if module is None or self.modules[module].minutes is not None or end is None:
                continue
            if 0 < end - start <= 600:
                self.modules[module] = replace(self.modules[module], minutes=end - start)
        names = Counter(module.title for module in self.modules)
        for title, count in names.items():
            if title and count > 1:
                self.report.say(f"{count:,} modules are called {quoted(title)}.")
        return tuple(self.modules)


def _through_the_day(clocks: list[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    """Return times of day on 24 hours: 1:30 is after lunch where the others end before 13:00."""
    times = [start for start, _ in clocks if start != _DAY_ENDS]
    if not times or max(times) >= 13 * 60 or max(times) < _EARLY:
        return clocks
    return [(start + 12 * 60 if 0 <= start < _EARLY else start, module) for start, module in clocks]


def ask_pause(title: str, spot: Spot, report: Report) -> bool:
    """Say that something was taken for a break or a sum; return whether it is a module."""
    key = f"pause.{spot.key}"
    is_module = report.answer(key, "module") != ""
    said = f"{quoted(title)} was taken for a {'total' if is_sum(title) else 'break'}."
    report.ask(
        FileQuestion(
            key,
            spot.where,
            said,
            f"What {quoted(title)} is",
            (OUT, ("module", "It is a module")),
            "module" if is_module else LEFT,
        ),
        f"{spot.said}: {quoted(title)} is no module, and was left out.",
    )
    return is_module


def read_minutes(
    text: str, spot: Spot, report: Report, unit: str = "m", title: str = ""
) -> int | None:
    """Return the minutes of a cell, None for none; ask for what was not read, or guessed."""
    key = f"length.{spot.key}"
    typed = report.answer(key)
    plain = text.strip()
    is_empty = not plain or plain in ("-", "–", "n/a")
    if is_empty and not typed:
        return None
    problem = guess = ""
    try:
        found = read_length(typed or plain, "m" if typed else unit)
        guess = "" if typed else found.taken_as
        minutes = found.minutes or None
    except ValueError:
        problem, minutes = typed or plain, None
    if typed or problem or guess:
        wanted = f"The length of {quoted(title)}" if title else "The length"
        words = f"{quoted(problem)} is no length." if problem else f"{quoted(text)} was {guess}."
        if typed and not problem:
            words = f"{quoted(text)} is {minutes or 0} minutes, as you say."
        sentence = f"{spot.said}: the length {quoted(problem)} was not understood."
        if not problem:
            sentence = f"{spot.said}: {words}"
        report.ask(FileQuestion(key, spot.where, words, wanted, (), typed), sentence)
    return minutes


def set_part(outline: Outline, role: str, text: str, spot: Spot, unit: str = "m") -> None:
    """Give the module taken last one of its parts, beside what it has of that already."""
    module = outline.modules[-1]
    if role == "minutes":
        minutes = read_minutes(text, spot, outline.report, unit, title=module.title)
        if minutes is not None:
            outline.change(minutes=minutes, written=one_line(text))
    elif role == "outcomes":
        outline.change(outcomes=tuple(dict.fromkeys((*module.outcomes, *split_list(text)))))
    elif role in TEXTS and text.strip():
        held: str = getattr(module, role)
        outline.change(**{role: f"{held}\n{text.strip()}".strip()})
