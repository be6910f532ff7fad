"""A second workbook of one reviewer, and one whose questions are asked no more."""

import pytest
from flask import Flask

from tests.standards.test_depth import key_of
from tests.submissions import test_answers as asking
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    REVIEWER,
    Scene,
    SignIn,
    have_declared,
    make_scene,
    rename,
    send,
)
from tests.submissions.workbooks import Review, agree, bring, comments, exported, findings

A, B, C = "L2-KA-K01", "L2-KA-K02", "L2-LA-K01"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


def test_two_files_of_one_reviewer_lose_nothing(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    submission = send(sign_in(PROVIDER), scene)
    client = sign_in(REVIEWER)
    file = exported(client, submission)
    first = Review(file).put(A, Finding="Met", Comment="On page 4.").put(B, Finding="Met")
    second = Review(file).put(A, Finding="Not met", Comment="Not on page 5.")
    second.put(C, Finding="Partly met", Comment="Half of it.")
    agree(client, submission, bring(client, submission, first.saved()))
    page = bring(client, submission, second.saved())
    assert "On 1 of them another finding was set since the export" in page.words()
    # Nobody else did: the first file was one's own.
    assert "omebody else" not in page.words()
    assert "Met Noor Haddad" in page.words(page.by_id("return-conflicts"))
    agree(client, submission, page)
    both = [(A, "Not on page 5."), (A, "On page 4."), (C, "Half of it.")]
    assert {row: one[0] for row, one in findings(app, submission).items()} == {
        A: "met",
        B: "met",
        C: "partly_met",
    }
    assert comments(app, submission) == both
    agree(client, submission, bring(client, submission, second.saved()), take=A)
    assert findings(app, submission)[A][0] == "not_met"
    assert comments(app, submission) == both


def test_a_question_that_is_asked_no_more_is_named_and_the_others_are_taken(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    commissioner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    family = asking.define(commissioner)
    first = asking.send(provider, scene, key_of(app, family))
    file = Review(exported(commissioner, first))
    provider.post(f"/submissions/{first}/withdraw", {"words": "Not yet."})
    change = {**asking.STANDARD, "seen": "1", "question-out-insured": "y"}
    commissioner.post(f"/standards/{family}/edit", change)
    rename(app, scene.pathway, "Another title")
    second = asking.send(provider, scene, key_of(app, family))
    have_declared(app, second)
    # Those that are left have other numbers by now.
    for code in ("Question 1", "Question 2", "Question 3", A):
        file.put(code, Finding="Met", Comment=f"On {code}.")
    page = bring(commissioner, second, file.saved())
    assert "3 rows would change" in page.words()
    left = page.words(page.by_id("return-left"))
    assert "Part of version 1 alone: this submission does not hold it." in left
    assert left.count("Question") == 1
    agree(commissioner, second, page, carry="yes")
    assert {row: one[0] for row, one in findings(app, second).items()} == {
        A: "met",
        "q:plan": "met",
        "q:more": "met",
    }
    assert sorted(text for _row, text in comments(app, second)) == [
        f"On {A}.",
        "On Question 2.",
        "On Question 3.",
    ]
