"""What a competency asks of the learner, and which competencies say nearly the same.

Both are read from the framework's statements and kept as data of an index, because a label
alone hides them: "skills" of the framework ask here and there to understand only, and one
statement comes back at another level in other words.
"""

from dataclasses import dataclass

from pathways.domain.worded import Worded


class Verb(Worded):
    """What the statement asks of the learner, whatever its strand, from the least to the most.

    A statement that asks for several of these has the furthest; the word follows "Learner".
    """

    KNOWS = "knows", "Knows"
    UNDERSTANDS = "understands", "Understands"
    KNOWS_HOW = "knows_how", "Knows how"
    DOES = "does", "Does"


class Likeness(Worded):
    """How close two competencies are; the word stands before the code of the other."""

    SAME = "same", "Says nearly the same as"
    NEAR = "near", "Close to"


@dataclass(frozen=True, slots=True)
class Twin:
    """Two competencies, by their codes, that say nearly the same or stand close together.

    `reason` says in our own words what they share, and in what they differ.
    """

    first: str
    second: str
    kind: Likeness
    reason: str

    def beside(self, code: str) -> str:
        """Return the code of the other one."""
        return self.second if code == self.first else self.first
