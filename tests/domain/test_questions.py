"""Questions of a standard: how many, which are answered, and that each stays what it was."""

import pytest

from pathways.domain.rule.questions import (
    Answer,
    Choice,
    QuestionKind,
    StandardQuestion,
    explain_questions,
    list_unanswered,
)
from pathways.domain.rule.reasons import explain_standard
from pathways.domain.rule.standards import (
    BUILT_IN,
    Standard,
    standard_from_plain,
    standard_to_plain,
)
from tests.domain.samples import SMALL

INSURED = StandardQuestion("insurance", "Are you insured?", QuestionKind.YES_NO, is_required=True)
PLAN = StandardQuestion("plan", "What is your plan?", QuestionKind.WORDS, is_required=True)
MORE = StandardQuestion("more", "Anything else?", QuestionKind.WORDS)
YES, NO = Answer(Choice.YES), Answer(Choice.NO)


@pytest.mark.parametrize(
    ("answers", "open_ones"),
    [
        ({}, (INSURED, PLAN)),
        ({"insurance": YES}, (PLAN,)),
        ({"insurance": NO, "plan": Answer(words="A")}, ()),
        # Words alone do not say which of the two it is.
        ({"insurance": Answer(words="Perhaps"), "plan": YES}, (INSURED, PLAN)),
        ({"other": YES}, (INSURED, PLAN)),
    ],
)
def test_what_has_to_be_answered_and_is_not_is_listed(
    answers: dict[str, Answer], open_ones: tuple[StandardQuestion, ...]
) -> None:
    assert list_unanswered((INSURED, PLAN, MORE), answers) == open_ones


def test_questions_are_kept_in_their_order() -> None:
    standard = Standard("x", "Ours", "", questions=(MORE, INSURED, PLAN))
    plain = standard_to_plain(standard)
    assert [one["id"] for one in plain["questions"]] == ["more", "insurance", "plan"]
    assert standard_from_plain(plain) == standard
    assert not standard.names_any
    assert not any(built_in.questions for built_in in BUILT_IN)


def test_answers_are_kept() -> None:
    for answer in (YES, NO, Answer(Choice.NO, "Not yet"), Answer(words="A"), Answer()):
        assert Answer.from_plain(answer.to_plain()) == answer
    assert Answer.from_plain({}) == Answer()
    assert YES
    assert not Answer()


@pytest.mark.parametrize(
    ("identifier", "words"),
    [("", "A"), ("a" * 17, "A"), ("a b", "A"), ("A", "A"), ("a", ""), ("a", "x" * 301)],
)
def test_what_is_no_question_is_refused(identifier: str, words: str) -> None:
    with pytest.raises(ValueError, match="question"):
        StandardQuestion(identifier, words)


def test_a_standard_has_so_many_questions_and_each_once() -> None:
    many = tuple(StandardQuestion(f"q{number}", "A") for number in range(31))
    assert len(Standard("x", "Ours", "", questions=many[:30]).questions) == 30
    with pytest.raises(ValueError, match="at most 30"):
        Standard("x", "Ours", "", questions=many)
    with pytest.raises(ValueError, match="same identifier"):
        Standard("x", "Ours", "", questions=(INSURED, INSURED))


def test_a_standard_says_how_many_questions_are_answered() -> None:
    assert explain_questions(()) == ()
    for questions, said in (
        ((INSURED,), "one question, which needs an answer"),
        ((MORE,), "one question, if it wishes"),
        ((INSURED, PLAN), "2 questions, all of which need an answer"),
        ((INSURED, MORE), "2 questions, of which 1 needs an answer"),
        ((INSURED, PLAN, MORE), "3 questions, of which 2 need an answer"),
        ((MORE, StandardQuestion("x", "A")), "2 questions, of which none need an answer"),
    ):
        assert explain_questions(questions) == (f"Whoever sends a pathway answers {said}.",)
        standard = Standard("x", "Ours", "", questions=questions)
        assert explain_standard(SMALL, standard)[-1].endswith(f"{said}.")
