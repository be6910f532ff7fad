"""What changed between two versions of a pathway, competency by competency.

A reviewer who has read one version asks only what is different in the next.
Modules are matched by their identifier, or by their title where a pathway was
copied, so that moving a module is not read as taking it out.
"""

from dataclasses import dataclass

from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.pathway.content import Mapping, Module, PathwayContent, judge
from pathways.domain.pathway.fields import values_of
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.coverage import LineReport
from pathways.domain.rule.standards import Standard
from pathways.domain.worded import Worded


class ChangeKind(Worded):
    """How a competency differs between two versions; the first that holds."""

    ADDED = "added", "Added"
    REMOVED = "removed", "Taken out"
    RAISED = "raised", "Taken further"
    LOWERED = "lowered", "Taken less far"
    MOVED = "moved", "Treated elsewhere"
    EVIDENCE = "evidence", "Evidence or outcomes changed"


@dataclass(frozen=True, slots=True)
class CompetencyChange:
    """One competency that is not treated as before. `before` and `after` are in words."""

    competency: Competency
    kind: ChangeKind
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that reaches another number of competencies, or is met now and was not."""

    before: LineReport
    after: LineReport

    @property
    def difference(self) -> int:
        """Competencies more (or, negative, fewer) than before."""
        return self.after.reached - self.before.reached


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """Everything that differs between two versions."""

    competencies: tuple[CompetencyChange, ...]
    lines: tuple[LineChange, ...]
    modules_added: tuple[str, ...]
    modules_removed: tuple[str, ...]
    modules_changed: tuple[str, ...]
    texts: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two versions are alike."""
        parts = (
            self.competencies,
            self.modules_added,
            self.modules_removed,
            self.modules_changed,
            self.texts,
        )
        return not any(parts)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the competencies that changed."""
        return frozenset(change.competency.code for change in self.competencies)


def compare_versions(
    edition: Edition,
    old: PathwayContent,
    new: PathwayContent,
    standard: Standard | None = None,
) -> VersionChanges:
    """Return what differs, competencies in printed order, lines judged by one standard."""
    pairs = pair_modules(old, new)
    before, after = _treated(old), _treated(new)
    competencies = []
    for competency in edition.competencies:
        was, now = before.get(competency.code, {}), after.get(competency.code, {})
        kind = _kind(was, now, pairs)
        if kind is not None:
            competencies.append(
                CompetencyChange(competency, kind, _in_words(old, was), _in_words(new, now))
            )
    return VersionChanges(
        competencies=tuple(competencies),
        lines=_lines(edition, old, new, standard),
        modules_added=tuple(m.title for m in new.modules if m.id not in pairs.values()),
        modules_removed=tuple(m.title for m in old.modules if m.id not in pairs),
        modules_changed=tuple(_changed_modules(old, new, pairs)),
        texts=tuple(_changed_texts(old, new)),
    )


def pair_modules(old: PathwayContent, new: PathwayContent) -> dict[str, str]:
    """Return identifiers of old modules with those of the same modules in the new version."""
    by_id = {module.id for module in new.modules}
    pairs = {module.id: module.id for module in old.modules if module.id in by_id}
    free = {m.title: m.id for m in new.modules if m.id not in pairs.values()}
    for module in old.modules:
        if module.id not in pairs and module.title in free:
            pairs[module.id] = free.pop(module.title)
    return pairs


def _treated(content: PathwayContent) -> dict[str, dict[str, Mapping]]:
    found: dict[str, dict[str, Mapping]] = {}
    for module in content.modules:
        for mapping in module.mappings:
            found.setdefault(mapping.code, {})[module.id] = mapping
    return found


def _kind(
    was: dict[str, Mapping], now: dict[str, Mapping], pairs: dict[str, str]
) -> ChangeKind | None:
    if not was or not now:
        if not was and not now:
            return None
        return ChangeKind.ADDED if now else ChangeKind.REMOVED
    highest_was = max(item.treatment.rank for item in was.values())
    highest_now = max(item.treatment.rank for item in now.values())
    if highest_now != highest_was:
        return ChangeKind.RAISED if highest_now > highest_was else ChangeKind.LOWERED
    matched = {pairs.get(module): mapping for module, mapping in was.items()}
    treatments = {module: mapping.treatment for module, mapping in matched.items()}
    if treatments != {module: mapping.treatment for module, mapping in now.items()}:
        return ChangeKind.MOVED
    if any(_words(mapping) != _words(now[module]) for module, mapping in matched.items() if module):
        return ChangeKind.EVIDENCE
    return None


def _words(mapping: Mapping) -> tuple[str, int]:
    # Outcomes of a copied pathway have other identifiers; their number is what can be compared.
    return mapping.evidence, len(mapping.outcomes)


def _in_words(content: PathwayContent, mappings: dict[str, Mapping]) -> tuple[str, ...]:
    return tuple(
        f"{Treatment(mappings[module.id].treatment).word} in module {number}, {module.title}"
        for number, module in enumerate(content.modules, start=1)
        if module.id in mappings
    )


def _lines(
    edition: Edition, old: PathwayContent, new: PathwayContent, standard: Standard | None
) -> tuple[LineChange, ...]:
    if old.target_level != new.target_level:
        # Other lines are judged; no line of one version answers to one of the other.
        return ()
    before, after = judge(edition, old, standard), judge(edition, new, standard)
    return tuple(
        LineChange(was, now)
        for was, now in zip(before.lines, after.lines, strict=True)
        if was.reached != now.reached or was.is_met != now.is_met
    )


def _changed_modules(old: PathwayContent, new: PathwayContent, pairs: dict[str, str]) -> list[str]:
    by_id = {module.id: module for module in new.modules}
    found = []
    for module in old.modules:
        if module.id in pairs and _texts(module) != _texts(by_id[pairs[module.id]]):
            found.append(by_id[pairs[module.id]].title)
    return found


def _texts(module: Module) -> tuple[object, ...]:
    return (
        *values_of(module).values(),
        *(outcome.text for outcome in module.outcomes),
    )


def _changed_texts(old: PathwayContent, new: PathwayContent) -> list[str]:
    found = []
    if old.title != new.title:
        found.append("Title")
    if (old.target_level, old.entry_level) != (new.target_level, new.entry_level):
        found.append("Levels")
    if old.details != new.details:
        found.append("Details")
    if old.assurance != new.assurance:
        found.append("Assurance statements")
    return found
