"""What going back to an earlier moment would change, in sentences."""

from collections.abc import Sequence
from typing import Final

from pathways.domain.pathway.changes import ChangeKind, VersionChanges
from pathways.domain.words import listed, plural

_NAMED: Final = 5
_DEEDS: Final = {
    ChangeKind.ADDED: "come back",
    ChangeKind.REMOVED: "go",
    ChangeKind.RAISED: "be taken further",
    ChangeKind.LOWERED: "be taken less far",
    ChangeKind.MOVED: "be treated elsewhere",
    ChangeKind.EVIDENCE: "have other evidence or outcomes",
}


def retell(changes: VersionChanges, *, is_same: bool) -> tuple[str, ...]:
    """Return a sentence for each kind of change; none where nothing would change.

    `is_same` says whether both contents hold the same in every part.
    """
    if is_same:
        return ()
    said = [
        *_modules(changes.modules_added, "come back"),
        *_modules(changes.modules_removed, "go"),
        *_modules(changes.modules_changed, "have other texts, outcomes or times"),
    ]
    for kind, deed in _DEEDS.items():
        codes = [c.competency.code for c in changes.competencies if c.kind is kind]
        if codes:
            count = plural(len(codes), "competency", "competencies")
            said.append(f"{count} would {deed}: {_some(codes)}.")
    said += [f"{text} would be as before." for text in changes.texts]
    said += [
        f"{line.after.line.name} would hold {line.after.reached} of {line.after.total}, "
        f"where it holds {line.before.reached} now."
        for line in changes.lines
        if line.difference
    ]
    return tuple(said) or ("The order of modules or outcomes would be as before.",)


def _modules(titles: Sequence[str], deed: str) -> list[str]:
    if not titles:
        return []
    named = [f"“{title}”" for title in titles]
    word = "Module" if len(titles) == 1 else "Modules"
    return [f"{word} {_some(named)} would {deed}."]


def _some(words: Sequence[str]) -> str:
    """Return the first of several, and how many more."""
    told = list(words[:_NAMED])
    if rest := len(words) - len(told):
        told.append(f"{rest} more")
    return listed(told)
