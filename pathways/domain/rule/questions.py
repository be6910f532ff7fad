"""Questions that a commissioner's standard asks of the provider, beside what it counts.

They change no verdict. The provider answers when it sends a pathway, and a submission keeps the
questions that it was asked, whatever becomes of them in the standard afterwards.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pathways.domain.limits import QUESTION_LENGTH, QUESTION_LIMIT
from pathways.domain.worded import Worded

CHOICE_FIELD: Final = "answer-"
WORDS_FIELD: Final = "answerwords-"
"""How the names of the fields of an answer begin; the id of the question follows."""

QUESTION_ID: Final = re.compile(r"[a-z0-9_-]{1,16}")
"""What can identify a question."""


class QuestionKind(Worded):
    """How a question is answered."""

    YES_NO = "yes_no", "Yes or no, with words"
    WORDS = "words", "In words"


class Choice(Worded):
    """An answer to a question of yes or no."""

    YES = "yes", "Yes"
    NO = "no", "No"


@dataclass(frozen=True, slots=True)
class StandardQuestion:
    """A question of a standard.

    `id` stays while the question is reworded or moved, so that an answer of before still belongs
    to it; it stands in the keys of rows, and has at most 16 letters.
    ValueError for an identifier or words that are none.
    """

    id: str
    words: str
    kind: QuestionKind = QuestionKind.YES_NO
    is_required: bool = False

    def __post_init__(self) -> None:
        """Refuse what could not be kept or shown."""
        if not QUESTION_ID.fullmatch(self.id):
            raise ValueError(f"{self.id!r} cannot identify a question")
        if not 0 < len(self.words) <= QUESTION_LENGTH:
            raise ValueError(f"a question has 1 to {QUESTION_LENGTH} letters")

    @property
    def needed_field(self) -> str:
        """The name of the field that has to be filled in where it needs an answer."""
        is_chosen = self.kind is QuestionKind.YES_NO
        return (CHOICE_FIELD if is_chosen else WORDS_FIELD) + self.id

    def to_plain(self) -> dict[str, Any]:
        """Return the question as JSON values."""
        return {
            "id": self.id,
            "words": self.words,
            "kind": self.kind.value,
            "is_required": self.is_required,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "StandardQuestion":
        """Build a question from `to_plain`."""
        return cls(plain["id"], plain["words"], QuestionKind(plain["kind"]), plain["is_required"])


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider answers to one question; `choice` is None where none was chosen."""

    choice: Choice | None = None
    words: str = ""

    def __bool__(self) -> bool:
        """Whether anything is answered."""
        return self.choice is not None or bool(self.words)

    def answers(self, question: StandardQuestion) -> bool:
        """Whether this is enough for a question that has to be answered."""
        if question.kind is QuestionKind.YES_NO:
            return self.choice is not None
        return bool(self.words)

    def to_plain(self) -> dict[str, str]:
        """Return the answer as JSON values."""
        return {"choice": self.choice.value if self.choice else "", "words": self.words}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Answer":
        """Build an answer from `to_plain`."""
        choice = plain.get("choice") or ""
        return cls(Choice(choice) if choice else None, plain.get("words", ""))


NO_ANSWER: Final = Answer()


def answers_from_plain(plain: Mapping[str, Any] | None) -> dict[str, Answer]:
    """Build what was answered, by the id of the question; before there were questions, nothing."""
    return {one: Answer.from_plain(answer) for one, answer in (plain or {}).items()}


def check_questions(questions: tuple[StandardQuestion, ...]) -> None:
    """Refuse more questions than a standard may have, or two that could not be told apart."""
    if len(questions) > QUESTION_LIMIT:
        raise ValueError(f"a standard has at most {QUESTION_LIMIT} questions")
    if len({question.id for question in questions}) < len(questions):
        raise ValueError("two questions of a standard have the same identifier")


def list_unanswered(
    questions: Iterable[StandardQuestion], answers: Mapping[str, Answer]
) -> tuple[StandardQuestion, ...]:
    """Return the questions that have to be answered and are not, in their order."""
    return tuple(
        question
        for question in questions
        if question.is_required and not answers.get(question.id, NO_ANSWER).answers(question)
    )


def tell_question(question: StandardQuestion) -> str:
    """Say a question in one line, with how it is answered."""
    need = "needs an answer" if question.is_required else "may stay open"
    return f"{question.words} ({question.kind.word.lower()}; {need})"


def explain_questions(questions: tuple[StandardQuestion, ...]) -> tuple[str, ...]:
    """Say in a sentence how many questions the provider answers; nothing where there are none."""
    if not questions:
        return ()
    required = sum(question.is_required for question in questions)
    many = "one question" if len(questions) == 1 else f"{len(questions)} questions"
    if len(questions) == 1:
        rest = ", which needs an answer" if required else ", if it wishes"
    elif required == len(questions):
        rest = ", all of which need an answer"
    else:
        need = "needs" if required == 1 else "need"
        rest = f", of which {required or 'none'} {need} an answer"
    return (f"Whoever sends a pathway answers {many}{rest}.",)
