"""Every finding that there is has its place on pages, keys, colours, workbooks and in the guide."""

import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from pathways.db import db, new_id
from pathways.domain.review.finding import Finding
from pathways.domain.review.submission import Decided, SubmissionState
from pathways.domain.worded import Tone, Worded
from pathways.models.decision import Decision
from pathways.models.finding import FindingRow
from pathways.submissions.reviewing.asked import ReviewShow
from tests.page import Page
from tests.policies.tree import PACKAGE, ROOT
from tests.submissions.scene import COMMISSIONER, PROVIDER, REVIEWER, SignIn, make_scene, send

ROW = "row-L2-KA-K01"
STYLES = PACKAGE / "static" / "styles"


@pytest.fixture
def sent(app: Flask, sign_in: SignIn) -> str:
    scene = make_scene(app)
    return send(sign_in(PROVIDER), scene)


def badges(page: Page) -> list[str]:
    return [one.get("class") or "" for one in page.all(f".//*[@id='{ROW}']//*[@class]")]


def test_each_has_a_button_a_key_and_a_badge_on_the_page(sent: str, sign_in: SignIn) -> None:
    reviewer, provider = sign_in(REVIEWER), sign_in(PROVIDER)
    address = f"/submissions/{sent}/competencies"
    seen = ""
    for number, finding in enumerate(Finding, 1):
        page = reviewer.get(f"{address}?show=all")
        buttons = page.all(f".//*[@id='{ROW}']//button[@name='mark']")
        assert len(buttons) == len(Finding)
        (button,) = (one for one in buttons if one.get("data-key") == str(number))
        assert (button.get("title"), button.get("data-tone")) == (finding.word, finding.tone)
        keys = page.words(page.by_id("keys-dialog"))
        assert f"{number}{finding.word}, and go on" in keys, "the key is told"
        assert button.get("value") == f"L2-KA-K01|{seen}|{finding}"
        reviewer.post(f"/submissions/{sent}/findings", {"mark": button.get("value") or ""})
        seen = finding.value
        page = reviewer.get(f"{address}?show=all")
        assert f"badge badge--{finding.tone}" in badges(page), "what is printed"
        whole = reviewer.get(f"/submissions/{sent}")
        assert f"1 {finding.word.lower()}" in whole.words(whole.by_id("progress"))
    reviewer.post(f"/submissions/{sent}/share", {"row": "L2-KA-K01"})
    assert f"badge badge--{finding.tone}" in badges(provider.get(address))


def test_each_is_in_the_workbook_with_its_colour(sent: str, sign_in: SignIn) -> None:
    reviewer = sign_in(REVIEWER)
    found = reviewer.raw.get(f"/submissions/{sent}/qa-matrix.xlsx")
    sheet = load_workbook(BytesIO(found.data))["Review"]
    choice, _days = sheet.data_validations.dataValidation
    tinted = {rule.formula[0] for block in sheet.conditional_formatting for rule in block.rules}
    for finding in Finding:
        assert finding.word in choice.formula1.strip('"').split(",")
        assert finding.word in choice.prompt
        assert finding.word in choice.error
        assert f'"{finding.word}"' in tinted


def test_each_is_in_the_guide() -> None:
    guide = (ROOT / "pathways/guides/texts/commissioners.md").read_text(encoding="utf-8")
    (keys,) = re.findall(r"^\| (`1`.*) \| (.*); the same key", guide, re.MULTILINE)
    assert keys[0] == " ".join(f"`{finding.key}`" for finding in Finding)
    assert keys[1] == ", ".join(finding.word.lower() for finding in Finding)
    for finding in Finding:
        assert f"*{finding.word.lower()}*" in guide
    assert f"*{ReviewShow.IN_DOUBT.word(is_reviewer=True)}*" in " ".join(guide.split())


def test_words_fit_and_no_two_are_alike() -> None:
    for taken in ("word", "short", "key", "name"):
        assert len({getattr(finding, taken) for finding in Finding}) == len(Finding)
    for finding in Finding:
        assert re.fullmatch("[1-9]", finding.key), "one press sets it"
        assert len(finding.value) <= 20, "the column holds it"
        assert finding.word[0].isupper()


@pytest.mark.parametrize("tone", Tone)
def test_the_style_sheet_knows_tones_and_no_finding(tone: Tone) -> None:
    controls = (STYLES / "_controls.scss").read_text(encoding="utf-8")
    review = (STYLES / "_review.scss").read_text(encoding="utf-8")
    used = {finding.tone for finding in Finding}
    assert (f"&--{tone} {{" in controls) == (tone is not Tone.DEEP), "one for badges"
    assert (f'[data-tone="{tone}"]' in review) == (tone is not Tone.DEEP), "one for buttons"
    assert Tone.DEEP not in used, "a mark of the matrix, in workbooks alone"
    assert not any(f'"{finding}"' in review for finding in Finding)


@pytest.mark.parametrize(
    ("kind", "before", "now"),
    [
        (Finding, "partly met", Finding.PARTLY_MET),
        (Finding, "not applicable", Finding.NOT_APPLICABLE),
        (SubmissionState, "in review", SubmissionState.IN_REVIEW),
        (Decided, "changes asked for", Decided.CHANGES),
    ],
)
def test_words_that_were_values_before_are_understood(
    kind: type[Worded], before: str, now: Worded
) -> None:
    assert kind(before) is now
    assert now.word.lower() == before
    assert " " not in now.value
    for junk in ("partly", "Met", "", "partly-met", before.upper()):
        with pytest.raises(ValueError, match="is not a valid"):
            kind(junk)


def test_a_page_of_before_still_marks_and_decides(app: Flask, sent: str, sign_in: SignIn) -> None:
    reviewer, owner = sign_in(REVIEWER), sign_in(COMMISSIONER)
    for mark in ("||partly met", "|partly met|not met"):
        reviewer.post(f"/submissions/{sent}/findings", {"mark": f"L2-KA-K01{mark}"})
    old = {"operation": new_id(), "outcome": "changes asked for", "words": "Please add wellbeing."}
    owner.post(f"/submissions/{sent}/decision", old)
    with app.app_context():
        assert db.session.scalars(sa.select(FindingRow.finding)).all() == ["not_met"]
        assert db.session.scalars(sa.select(Decision.outcome)).all() == ["changes_asked_for"]
