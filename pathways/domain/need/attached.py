"""What of a brief goes along with an enquiry: frozen, and nothing that its writer keeps private."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from pathways.domain.framework.edition import Edition
from pathways.domain.need.brief import Brief, brief_words


@dataclass(frozen=True, slots=True)
class BriefCopy:
    """A brief as it was when it was sent.

    `required` are codes and labels, `notes` words for providers.
    """

    title: str
    words: tuple[tuple[str, str], ...]
    required: tuple[tuple[str, str], ...] = ()
    notes: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "title": self.title,
            "words": [list(pair) for pair in self.words],
            "required": [list(pair) for pair in self.required],
            "notes": self.notes,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Build it from `to_plain`."""
        words, required = (
            tuple((str(label), str(text)) for label, text in plain[key])
            for key in ("words", "required")
        )
        return cls(plain["title"], words, required, plain["notes"])


def budget_words(edition: Edition, brief: Brief) -> str:
    """Return what a brief says of its budget; empty where it names none."""
    # It comes after the groups, one of which may be called so.
    return "" if brief.budget_pence is None else dict(brief_words(edition, brief))["Budget"]


def copy_brief(edition: Edition, brief: Brief, *, with_budget: bool) -> BriefCopy:
    """Return what goes along of a brief: its budget only where that is wished."""
    return BriefCopy(
        title=brief.title,
        words=brief_words(edition, brief if with_budget else replace(brief, budget_pence=None)),
        required=tuple(
            (item.code, item.label) for item in edition.competencies if item.code in brief.required
        ),
        notes=brief.notes,
    )
