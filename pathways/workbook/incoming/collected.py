"""Tables and lines of a file on their way out, within the room that there is for them."""

from dataclasses import dataclass, field
from typing import Any, Final

from pathways.domain.marks import has_long_run
from pathways.domain.review.sheets import meant
from pathways.workbook.incoming.arrival import UnreadableBookError

ROW_LIMIT: Final = 100_000
COLUMN_LIMIT: Final = 5_000
CELL_LIMIT: Final = 3_000_000
"""Of all tables together; those before the last one of a row are counted, empty or not."""
TEXT_LIMIT: Final = 20_000_000
_SAID: Final = 40

TOO_MUCH: Final = "The file takes more time or memory to read than any list of modules needs."
_MARKS: Final = "The file holds text with too many accents on one letter. Take them out."


@dataclass(slots=True)
class Collected:
    """The blocks so far as JSON values, and what is said of parts that were left out."""

    blocks: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    cells: int = CELL_LIMIT
    characters: int = TEXT_LIMIT

    def spend(self, row: list[str]) -> None:
        """Take room for a row; UnreadableBookError where there is none, or a text is hostile."""
        self.cells -= len(row) + 1
        self.characters -= sum(map(len, row))
        if self.cells < 0 or self.characters < 0:
            raise UnreadableBookError(TOO_MUCH)
        if any(has_long_run(text) for text in row):
            raise UnreadableBookError(_MARKS)

    def say(self, sentence: str) -> None:
        """Say something of what was left out; only so much is said."""
        if len(self.said) < _SAID:
            self.said.append(sentence)

    def line(self, text: str, depth: int = 0, *, is_item: bool = False) -> None:
        """Take a line, or the several that a text breaks into."""
        self.spend([text])
        for each in meant(text).split("\n"):
            if each.strip():
                self.blocks.append({"text": each.strip(), "depth": depth, "item": is_item})

    def grid(self, rows: list[list[str]], title: str = "") -> None:
        """Take a table whose rows were paid for."""
        if any(any(row) for row in rows):
            self.blocks.append({"rows": rows, "title": title})
