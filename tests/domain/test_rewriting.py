"""What became of each row from one version to the next, in words before and after."""

from dataclasses import replace

import pytest

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import Assurance, Mapping, Module, Outcome, PathwayContent
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.review.returning import Sent
from pathways.domain.review.rewriting import Rewriting, TextChange
from pathways.domain.rule.questions import Answer, Choice, StandardQuestion
from pathways.domain.rule.standards import BALANCED
from tests.seeds.hits import seed_edition

CODE = "L2-KA-K01"
STANDARD = replace(BALANCED, questions=(StandardQuestion("insured", "Are you insured?"),))


@pytest.fixture(scope="module")
def edition() -> Edition:
    return seed_edition()


def content(edition: Edition) -> PathwayContent:
    mapping = Mapping(CODE, Treatment.DEVELOPED, "A case study", ("o1",))
    first = Module("m1", "What trauma does", outcomes=(Outcome("o1", "Say what"),))
    return PathwayContent(
        edition.code,
        "Housing",
        2,
        assurance=Assurance(wellbeing="A quiet room"),
        modules=(replace(first, mappings=(mapping,)), Module("m2", "A second")),
    )


def compare(edition: Edition, new: PathwayContent, answer: Answer | None = None) -> Rewriting:
    old = Sent(content(edition), STANDARD, {"insured": Answer(Choice.NO)})
    return Rewriting(edition, old, Sent(new, STANDARD, {"insured": answer or Answer(Choice.NO)}))


def test_what_is_the_same_is_not_changed(edition: Edition) -> None:
    same = compare(edition, content(edition))
    for row in ("*", "line:KA", CODE, "m:m1", "a:wellbeing", "p:safety", "q:insured"):
        assert not same.row(row).is_changed, row
        assert same.row(row).texts == ()
    assert (same.modules(), same.subjects(), same.questions(), same.details()) == ((), (), (), ())


def test_words_stand_before_and_after(edition: Edition) -> None:
    was = content(edition)
    module = replace(
        was.modules[0],
        assessment="A card",
        mappings=(Mapping(CODE, Treatment.ASSESSED, "A card"),),
    )
    new = replace(
        was,
        title="Housing teams",
        assurance=Assurance(wellbeing="They ring our line"),
        modules=(module, Module("m3", "A third")),
    )
    found = compare(edition, new, Answer(Choice.YES, "Until May"))
    assert found.row("a:wellbeing").texts == (TextChange("", "A quiet room", "They ring our line"),)
    assert found.row("a:facilitators").is_changed is False
    assert found.row(CODE).texts == (
        TextChange(
            "",
            "Developed in What trauma does\nOutcome: Say what\nEvidence: A case study",
            "Assessed in What trauma does\nEvidence: A card",
        ),
    )
    assert found.row("q:insured").texts == (TextChange("Answer", "No", "Yes\nUntil May"),)
    assert found.details() == (TextChange("Title", "Housing", "Housing teams"),)
    assert [(one.name, one.is_new, one.is_gone) for one in found.modules()] == [
        ("What trauma does", False, False),
        ("A third", True, False),
        ("A second", False, True),
    ]
    assert found.row("m:m2").is_gone
    assert found.row("*").is_changed
    labels = [text.label for text in found.row("m:m1").texts]
    assert labels == ["Assessment", "Competencies"]


def test_a_module_that_moved_is_not_changed(edition: Edition) -> None:
    was = content(edition)
    moved = compare(edition, replace(was, modules=tuple(reversed(was.modules))))
    assert moved.modules() == ()
    assert not moved.row("m:m1").is_changed
