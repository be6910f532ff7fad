"""Fields that hold words of a list, and words of one's own beside them."""

from collections.abc import Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput
from wtforms import SelectMultipleField
from wtforms.validators import ValidationError

from pathways.domain.limits import LIST_LIMIT, WORD_LIMIT
from pathways.text import TextError, clean_text


class WordsField(SelectMultipleField):
    """Boxes to tick; `names` holds the words that were ticked."""

    widget = GovCheckboxesInput()

    @property
    def names(self) -> tuple[str, ...]:
        """The words that were ticked."""
        return tuple(self.data or ())


class OwnWordsField(WordsField):
    """Boxes to tick, and a line of the same name for other words, with commas between.

    What is a box already is never taken apart, whatever signs it holds.
    """

    @property
    def own(self) -> str:
        """The words that have no box, as they are typed."""
        boxes = self._boxes()
        return ", ".join(word for word in self.data or () if word not in boxes)

    def _boxes(self) -> set[str]:
        return {str(getattr(choice, "value", choice)) for choice in self.choices or ()}

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Take the words ticked, and those typed."""
        boxes = self._boxes()
        said: list[str] = []
        for text in valuelist:
            parts = [text] if text in boxes else text.replace(";", ",").split(",")
            said += [part.strip() for part in parts if part.strip()]
        self.data = list(dict.fromkeys(said))

    def pre_validate(self, form: Any) -> None:
        """Clean the words, with a message where one is too long or there are too many."""
        try:
            self.data = list(
                dict.fromkeys(
                    clean_text(word, WORD_LIMIT, is_line=True) for word in self.data or ()
                )
            )
        except TextError as error:
            raise ValidationError(str(error)) from None
        if len(self.data) > LIST_LIMIT:
            raise ValidationError(f"Give up to {LIST_LIMIT} sectors.")
