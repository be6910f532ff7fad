"""What one module contributes, as a few numbers and bit sets: all that rules take of it."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class ModuleReach:
    """What one module contributes: its minutes (0: not stated) and bit sets of competencies.

    `introduced`, `developed` and `assessed` are disjoint, as marked. `noted` holds those with
    an evidence note of their own, and `has_assessment` says whether an assessment is named:
    only what is behind a claim asks for these two, coverage never does.
    """

    minutes: int = 0
    introduced: int = 0
    developed: int = 0
    assessed: int = 0
    noted: int = 0
    has_assessment: bool = False

    @classmethod
    def read(
        cls,
        minutes: int,
        introduced: str,
        developed: str,
        assessed: str,
        *,
        has_assessment: bool = False,
    ) -> Self:
        """Return the value from bit sets as they are kept, in hexadecimal."""
        one, two, three = (int(text, 16) for text in (introduced, developed, assessed))
        return cls(minutes, one, two, three, has_assessment=has_assessment)

    def noting(self, noted: int) -> "ModuleReach":
        """Return the same with these noted."""
        return ModuleReach(
            self.minutes,
            self.introduced,
            self.developed,
            self.assessed,
            noted,
            self.has_assessment,
        )

    @property
    def reached(self) -> int:
        """Every competency that the module treats at all."""
        return self.introduced | self.developed | self.assessed

    @property
    def treated(self) -> tuple[int, int, int]:
        """What is introduced, developed and assessed at least, each holding the next.

        Where no assessment is named, what is marked assessed counts as developed.
        """
        assessed = self.assessed if self.has_assessment else 0
        return self.reached, self.developed | self.assessed, assessed
