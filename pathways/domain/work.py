"""What is costly, how much of it there is for whom, and what is said where there is none left."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from pathways.domain.words import plural


@dataclass(frozen=True, slots=True)
class Budget:
    """How much of a kind of work there is.

    `account`, `organisation` and `network`: times within five minutes; the last for whoever is not
    signed in. `at_once`: turns of one of them in a process; `seats`: of all together. `together`:
    turns at once of an organisation over all processes, where that is looked at.
    """

    account: int
    organisation: int
    network: int = 0
    at_once: int = 0
    seats: int = 0
    together: int = 0


class Work(Enum):
    """A kind of costly work: its budget, what it does, to what, and how one asks for it again."""

    READING = (
        Budget(account=20, organisation=100, at_once=1, seats=2, together=3),
        "read",
        ("file or list", "files or lists"),
        "bring this one once more",
    )
    """A file or a list that somebody brings."""
    WRITING = (
        Budget(account=60, organisation=300, network=150, at_once=2, seats=2),
        "made",
        ("file", "files"),
        "ask for this one once more",
    )
    """A workbook, a document, or a table of all that is published."""
    PLANNING = (
        Budget(account=30, organisation=100),
        "begun",
        ("plan", "plans"),
        "ask for this one once more",
    )
    """A plan that nobody has asked for before: begun here, and worked out in a process apart."""
    SEEKING = (
        Budget(account=60, organisation=300, at_once=1, seats=1),
        "worked out",
        ("combination", "combinations"),
        "ask for this one once more",
    )
    """The offers that together meet a brief."""
    LOOKING = (
        Budget(account=600, organisation=6_000, network=6_000, at_once=3, seats=4),
        "answered",
        ("search", "searches"),
        "try this one once more",
    )
    """A search, a comparison, a ranking, a preview: as quick as a page, and asked for as often."""

    def __init__(self, budget: Budget, done: str, things: tuple[str, str], again: str) -> None:
        self.budget = budget
        self.done = done
        self.thing, self.things = things
        self.again = again

    @property
    def key(self) -> str:
        """How it is named where it is counted."""
        return self.name.lower()

    @property
    def is_light(self) -> bool:
        """Whether a row for each would cost more than the work: each process counts for itself.

        It takes no seat of other work either: it is over before one could be missed.
        """
        return self is Work.LOOKING

    def say_mine(self) -> str:
        """Say that whoever asks has turns already."""
        if self.budget.at_once > 1:
            return (
                f"Other {self.things} are being {self.done} for you. "
                f"Wait until that is done, then {self.again}."
            )
        return (
            f"Another {self.thing} of yours is being {self.done}. "
            f"Wait until that is done, then {self.again}."
        )

    def say_others(self) -> str:
        """Say that others have all turns."""
        return f"Other {self.things} are being {self.done}. Wait a few seconds, then {self.again}."

    def say_spent(self, who: str, most: int, wait: timedelta) -> str:
        """Say that `who`, an account, an organisation or a network, has had all that there is."""
        minutes = plural(max(1, int(-(-wait.total_seconds() // 60))), "minute")
        whose = "you" if who == "account" else f"your {who}"
        return (
            f"{most:,} {self.things} were {self.done} for {whose} within five minutes, which is "
            f"the most for one {who}. Wait {minutes}, then {self.again}."
        )
