"""What became of each row from one version to the next: the words before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.changes import pair_modules
from pathways.domain.pathway.content import Module, PathwayContent, judge
from pathways.domain.pathway.facts import tell, tell_levels
from pathways.domain.pathway.fields import Reader
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.review.places import (
    PlaceKind,
    list_places,
    module_row,
    question_row,
    tell_subjects,
)
from pathways.domain.review.returning import Sent, list_matching
from pathways.domain.review.submission import line_row
from pathways.domain.rule.questions import NO_ANSWER
from pathways.domain.words import plural

Labelled = Mapping[str, str]
"""Words by their label."""


@dataclass(frozen=True, slots=True)
class TextChange:
    """Words that differ: those of the version before, and those of this one. Empty: none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """What became of a row. A row that is not changed has no texts.

    `is_gone`: this version has no such row any more; `is_new`: the one before had none.
    """

    row: str
    name: str
    is_changed: bool
    texts: tuple[TextChange, ...] = ()
    is_gone: bool = False
    is_new: bool = False


class Rewriting:
    """Two versions that were sent, and what differs between them, row by row."""

    def __init__(self, edition: Edition, old: Sent, new: Sent) -> None:
        """Read both."""
        self._edition = edition
        self._old, self._new = old, new
        self._matching = list_matching(edition, old, new)
        self._pairs = {
            module_row(was): module_row(now)
            for was, now in pair_modules(old.content, new.content).items()
        }
        self._before, self._after = _tell_rows(edition, old), _tell_rows(edition, new)
        self._names = _names(edition, old) | _names(edition, new)

    @property
    def matching(self) -> frozenset[str]:
        """The rows of which both versions say the same."""
        return self._matching

    def row(self, row: str) -> RowChange:
        """Return what became of a row of the version before, or of this one."""
        now = self._pairs.get(row, row)
        name = self._names.get(now) or self._names.get(row, row)
        before, after = self._before.get(row), self._after.get(now)
        if row in self._matching:
            return RowChange(now, name, is_changed=False)
        if after is None:
            return RowChange(row, name, True, _differ(before or {}, {}), is_gone=True)
        if before is None:
            return RowChange(now, name, True, _differ({}, after), is_new=True)
        texts = _differ(before, after)
        # A module of a copied pathway has another key, and says the same.
        return RowChange(now, name, now == row or bool(texts), texts)

    def modules(self) -> tuple[RowChange, ...]:
        """Return the modules that changed, came or went, in the order of this version."""
        gone = [
            row
            for row in (module_row(module.id) for module in self._old.content.modules)
            if row not in self._pairs
        ]
        back = {now: was for was, now in self._pairs.items()}
        rows = [module_row(module.id) for module in self._new.content.modules]
        return self._changed([*(back.get(row, row) for row in rows), *gone])

    def subjects(self) -> tuple[RowChange, ...]:
        """Return the subjects of assurance of which something else is said."""
        return self._changed(tell_subjects(self._edition, self._new.content))

    def questions(self) -> tuple[RowChange, ...]:
        """Return the questions that are asked or answered in other words."""
        asked = (*self._old.standard.questions, *self._new.standard.questions)
        return self._changed(dict.fromkeys(question_row(one.id) for one in asked))

    def details(self) -> tuple[TextChange, ...]:
        """Return what else the pathway says of itself: title, levels and details."""
        return _differ(
            *(_tell_head(self._edition, sent.content) for sent in (self._old, self._new))
        )

    def _changed(self, rows: Iterable[str]) -> tuple[RowChange, ...]:
        found = (self.row(row) for row in rows)
        return tuple(one for one in found if one.texts)


def _differ(before: Labelled, after: Labelled) -> tuple[TextChange, ...]:
    labels = dict.fromkeys([*before, *after])
    pairs = ((label, before.get(label, ""), after.get(label, "")) for label in labels)
    return tuple(TextChange(*pair) for pair in pairs if pair[1] != pair[2])


def _names(edition: Edition, sent: Sent) -> dict[str, str]:
    places = list_places(edition, sent.content, sent.standard)
    return {
        place.row: place.label if place.kind is not PlaceKind.COMPETENCY else place.code
        for place in places
    }


def _tell_head(edition: Edition, content: PathwayContent) -> dict[str, str]:
    said = {"Title": content.title}
    said |= {one.label: one.words for one in tell_levels(edition, content)}
    return said | {one.label: one.words for one in tell(content.details, Reader.SUBMISSION)}


def _tell_rows(edition: Edition, sent: Sent) -> dict[str, Labelled]:
    """Return the words of each row, by their labels."""
    content = sent.content
    found: dict[str, Labelled] = {
        row: {"": words} for row, words in tell_subjects(edition, content).items()
    }
    found |= {module_row(module.id): _tell_module(module) for module in content.modules}
    for line in judge(edition, content, sent.standard).lines:
        reached = f"{line.reached} of {line.total} reached, {line.status}"
        found[line_row(line.line.key)] = {"": reached}
    for question in sent.standard.questions:
        answer = sent.answers.get(question.id, NO_ANSWER)
        choice = answer.choice.word if answer.choice else ""
        said = {
            "Question": question.words,
            "Answer": "\n".join(filter(None, (choice, answer.words))),
        }
        found[question_row(question.id)] = said
    treated = _tell_competencies(content)
    for place in list_places(edition, content, sent.standard):
        if place.kind is PlaceKind.COMPETENCY:
            found[place.row] = {"": treated.get(place.row, "")}
        elif place.kind is PlaceKind.WHOLE:
            found[place.row] = {}
    return found


def _tell_competencies(content: PathwayContent) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for module in content.modules:
        by_id = {outcome.id: outcome.text for outcome in module.outcomes}
        for mapping in module.mappings:
            lines = found.setdefault(mapping.code, [])
            lines.append(f"{Treatment(mapping.treatment).word} in {module.title}")
            lines += [f"Outcome: {by_id[one]}" for one in mapping.outcomes if one in by_id]
            if mapping.evidence:
                lines.append(f"Evidence: {mapping.evidence}")
    return {code: "\n".join(lines) for code, lines in found.items()}


def _tell_module(module: Module) -> Labelled:
    said = {one.label: one.words for one in tell(module, Reader.SUBMISSION)}
    said["Outcomes"] = "\n".join(
        f"{number}. {outcome.text}" for number, outcome in enumerate(module.outcomes, start=1)
    )
    treated = sorted(
        (mapping.code, Treatment(mapping.treatment).word.lower()) for mapping in module.mappings
    )
    said["Competencies"] = (
        f"{plural(len(treated), 'competency', 'competencies')}: "
        + ", ".join(f"{code} {word}" for code, word in treated)
        if treated
        else ""
    )
    return said
