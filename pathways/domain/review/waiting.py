"""Who waits for whom in a submission, in words for either side."""

from dataclasses import dataclass

from pathways.domain.review.submission import Decided, SubmissionState
from pathways.domain.words import plural


@dataclass(frozen=True, slots=True)
class WaitsFor:
    """What a submission waits for, as far as both sides know of it.

    `ours` and `theirs` are rows whose last comment is the commissioner's or the provider's.
    `undone` conditions are not said to be done, `said` ones are said to be, and not agreed yet.
    """

    state: SubmissionState
    outcome: Decided | None
    has_later: bool = False
    ours: int = 0
    theirs: int = 0
    undone: int = 0
    said: int = 0

    def tell_commissioner(self, provider: str) -> str:
        """Say it to the commissioner; nothing where nobody waits."""
        if self.state.is_open:
            if self.theirs:
                return f"Waits for you: {plural(self.theirs, 'answer')} of {provider}"
            return f"Waits for {provider}’s answer" if self.ours else "Waits for you"
        if self.outcome is Decided.CHANGES and not self.has_later:
            return f"Waits for {provider}’s next version"
        if self.said:
            return f"Waits for you: {plural(self.said, 'condition')} said to be done"
        return f"Waits for {provider}: {plural(self.undone, 'condition')}" if self.undone else ""

    def tell_provider(self, commissioner: str) -> str:
        """Say it to the provider; nothing where nobody waits."""
        if self.state.is_open:
            if self.ours:
                return f"Waits for your answer to {plural(self.ours, 'comment')}"
            return f"Waits for {commissioner}"
        if self.outcome is Decided.CHANGES and not self.has_later:
            return "Waits for your next version"
        if self.undone:
            return f"Waits for you: {plural(self.undone, 'condition')}"
        return f"Waits for {commissioner}" if self.said else ""
