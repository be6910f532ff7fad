"""What the forms of the evidence table send: notes, marks and outcomes of one row or of many."""

from dataclasses import dataclass, field
from typing import Self

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from pathways.builder.services.notes import LinkWish, MarkWish, NoteWish, ServeWish, Wish
from pathways.domain.pathway.fields import EVIDENCE
from pathways.domain.pathway.outcome_numbers import read_outcome_numbers
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.refusals import RuleError
from pathways.forms import sent_identifier
from pathways.text import TextError, clean_text


@dataclass(slots=True)
class SentRows:
    """What a form of the table asks for, and the notes that no text can be.

    `unread` are cells that stand where numbers of outcomes should.
    """

    wishes: list[Wish] = field(default_factory=list)
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)
    unread: dict[str, None] = field(default_factory=dict)

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> Self:
        """Read notes and marks one by one, or one thing of all rows that are chosen.

        RuleError where nothing is chosen, BadRequest for what no form of ours sends.
        """
        sent = cls()
        notes = [form.getlist(name) for name in ("mapping", "seen", "evidence")]
        if len({len(values) for values in notes}) > 1:
            raise BadRequest
        for mapping_id, seen, text in zip(*notes, strict=True):
            sent._note(mapping_id, seen, text)
        served = form.getlist("serve"), form.getlist("numbers")
        if len(served[0]) != len(served[1]):
            raise BadRequest
        for mapping_id, text in zip(*served, strict=True):
            sent._serve(mapping_id, text)
        for value in form.getlist("mark"):
            sent._mark(*_parts(value))
        chosen = [_parts(value) for value in form.getlist("row")]
        if link := form.get("link"):
            outcome, _, is_on = link.partition(":")
            sent.wishes += [
                LinkWish(sent_identifier(one), sent_identifier(outcome), is_on == "on")
                for one, _, _ in chosen
            ]
        elif do := form.get("do"):
            sent._do(do, chosen, form.get("text", ""))
        return sent

    def _do(self, do: str, chosen: list[tuple[str, str, str]], text: str) -> None:
        if not chosen:
            raise RuleError("Choose rows first: tick the box at the beginning of each.", "row")
        if do not in ("same", "out", *Treatment):
            raise BadRequest
        for mapping_id, treatment, seen in chosen:
            if do == "same":
                self._note(mapping_id, seen, text)
            else:
                self._mark(mapping_id, treatment, "" if do == "out" else do)

    def _note(self, mapping_id: str, seen: str, text: str) -> None:
        identifier = sent_identifier(mapping_id)
        try:
            kept = clean_text(text, EVIDENCE.limit)
        except TextError as error:
            self.refused[identifier] = text, str(error)
        else:
            self.wishes.append(NoteWish(identifier, seen, kept))

    def _serve(self, mapping_id: str, text: str) -> None:
        numbers = read_outcome_numbers(text)
        if numbers is None:
            self.unread[text.strip()] = None
        self.wishes.append(ServeWish(sent_identifier(mapping_id), numbers or ()))

    def _mark(self, mapping_id: str, seen: str, wish: str) -> None:
        try:
            was, wanted = Treatment(seen), Treatment(wish) if wish else None
        except ValueError:
            raise BadRequest from None
        self.wishes.append(MarkWish(sent_identifier(mapping_id), was, wanted))


def _parts(value: str) -> tuple[str, str, str]:
    parts = value.split(":")
    if len(parts) != 3:
        raise BadRequest
    return parts[0], parts[1], parts[2]
