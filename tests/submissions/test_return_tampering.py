"""However a workbook was changed on its way home, no row is written that nobody meant."""

import json
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.models.account import Organisation
from pathways.models.comment import Remark
from pathways.models.finding import FindingRow
from pathways.models.submission import Submission
from pathways.submissions.returning import uploads
from pathways.workbook.incoming.reading import answer
from tests.factories import make_module, make_pathway
from tests.office import Office
from tests.page import Client
from tests.submissions.scene import PROVIDER, REVIEWER, STRANGER, Scene, make_scene, send, treat
from tests.submissions.spoiling import A, B, C, Kit
from tests.submissions.tampering import CASES, Case
from tests.submissions.workbooks import Review, agree, bring, comments, exported, findings

SignIn = Callable[[str], Client]
Tenth = Callable[[Sequence[Case]], Sequence[Case]]

APART: Final = 25
"""Every so manieth workbook is read as in use, in a process of its own, which costs most."""

_COUNT: Final = sa.select(sa.func.count()).select_from(Remark)


def read_here(data: bytes) -> bytes:
    """Answer as the process apart does, from the same function."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return json.dumps(answer(data)).encode()


class House:
    """A submission of a second version, and the workbooks of others."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app = app
        with app.app_context():
            self.is_on_sqlite = db.engine.dialect.name == "sqlite"
        scene = make_scene(app)
        provider, self.client = sign_in(PROVIDER), sign_in(REVIEWER)
        with app.app_context():
            pathway = make_pathway(scene.provider, title="Another one", target_level=2)
            treat(make_module(pathway), C)
            with transaction() as session:
                foreign = session.scalar(
                    sa.select(Organisation.id).where(Organisation.name.startswith("Severn"))
                )
        assert foreign is not None
        old = send(provider, scene)
        older = exported(self.client, old)
        at_others = send(provider, Scene(scene.provider, foreign, scene.pathway, scene.module))
        reasons = {
            f"reason-{key}": "Taught elsewhere." for key in ("KA", "SE", "LE", "CH", "WB", "LA")
        }
        second = Scene(scene.provider, scene.commissioner, pathway, "")
        other = send(provider, second, **reasons)
        with app.app_context():
            with transaction() as session:
                session.get_one(Submission, old).state = "decided"
            treat(scene.module, B)
        self.submission = send(provider, scene)
        self.said: list[tuple[str, str]] = []
        self.kit = Kit(
            right=exported(self.client, self.submission),
            other=exported(self.client, other),
            foreign=exported(sign_in(STRANGER), at_others),
            draft=provider.raw.get(f"/pathways/{scene.pathway}/qa-matrix.xlsx").get_data(),
            older=older,
        )

    def check(self, case: Case, file: bytes, comment: str, *, is_first_hand: bool = True) -> None:
        """Bring a file, agree to everything, and fail where a wrong row was written."""
        page = bring(self.client, self.submission, file, case.status)
        # LibreOffice turns some values into formulas, which are refused in other words.
        if is_first_hand:
            assert case.says in page.words(), f"{case.name}: {page.words()[:3000]}"
        if case.status == 200 and page.all(".//form//button[@class='button button--primary']"):
            values = {"take": [e.get("value") for e in page.all(".//input[@name='take']")]}
            status = 422 if page.by_id("carry") is not None else 303
            agree(self.client, self.submission, page, status, **values)
        wanted = {A: case.honest} if case.writes else {}
        assert findings(self.app, self.submission) == {**wanted, **case.also}, case.name
        self.said += [(A, comment)] if case.writes else []
        assert comments(self.app, self.submission) == sorted(self.said), case.name
        with self.app.app_context(), transaction() as session:
            # Only these two tables are written to, so nothing else need be counted.
            assert session.scalar(_COUNT) == len(self.said), case.name
            session.execute(
                sa.delete(FindingRow).where(FindingRow.submission_id == self.submission)
            )
            assert session.scalar(sa.select(sa.func.count()).select_from(FindingRow)) == 0


@pytest.fixture
def house(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> House:
    """Make the submissions, and let one person bring more files than are read in five minutes."""
    monkeypatch.setitem(app.config, "BUDGETS", 0)
    return House(app, sign_in)


def test_there_are_cases_enough() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 25


def test_no_wrong_row_is_written(
    house: House,
    tenth: Tenth,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    cases = CASES if house.is_on_sqlite else tenth(CASES)
    for number, case in enumerate(cases):
        file = case.change(house.kit)
        with monkeypatch.context() as patch:
            if number % APART:
                patch.setattr(uploads, "_read_apart", read_here)
            house.check(case, file, house.kit.comment)
    record_property("measured", f"{len(cases)} changed workbooks of openpyxl, 0 wrong rows")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("way", [("xlsx",), ("ods", "xlsx")], ids=["xlsx", "ods"])
def test_no_wrong_row_is_written_after_libreoffice(
    house: House,
    office: Office,
    tmp_path: Path,
    way: tuple[str, ...],
    tenth: Tenth,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    monkeypatch.setattr(uploads, "_read_apart", read_here)
    cases = tenth(CASES if way == ("xlsx",) else [*CASES[5:], *CASES[:5]])
    paths, said = [], []
    for number, case in enumerate(cases):
        paths.append(tmp_path / f"case-{number}.xlsx")
        paths[-1].write_bytes(case.change(house.kit))
        said.append(house.kit.comment)
    for to in way:
        paths = office.convert_all(paths, to)  # type: ignore[arg-type]
    for case, path, comment in zip(cases, paths, said, strict=True):
        house.check(case, path.read_bytes(), comment, is_first_hand=False)
    record_property(
        "measured",
        f"{len(cases)} saved anew by LibreOffice ({' and '.join(way)}), 0 wrong rows",
    )


def test_an_older_version_is_carried_over_knowingly_where_both_say_the_same(
    house: House,
) -> None:
    review = Review(house.kit.older)
    for code in (A, B, C, "KA", "LA", "Whole"):
        review.put(code, Finding="Met", Comment=f"On {code}")
    page = bring(house.client, house.submission, review.saved())
    words = page.words()
    assert "This workbook is of version 1" in words
    assert "3 rows would change" in words
    assert page.words(page.by_id("return-left")).count("Not the same as in version 1") == 3
    refused = agree(house.client, house.submission, page, 422)
    assert "Say below that you carry" in refused.words()
    assert findings(house.app, house.submission) == {}
    agree(house.client, house.submission, refused, carry="yes")
    assert {row: found[0] for row, found in findings(house.app, house.submission).items()} == {
        A: "met",
        C: "met",
        "line:LA": "met",
    }
    again = bring(house.client, house.submission, review.saved())
    assert "No row would change" in again.words()
