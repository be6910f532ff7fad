"""Loading the index: again without harm, and never so that kept work means something else."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.domain.framework.verbs import Verb
from pathways.framework.services import (
    Index,
    IndexRefusedError,
    LoadReport,
    load_index,
    read_index,
)
from pathways.models.framework import CompetencyRow, EditionRow, IndexRow
from pathways.models.offer import Tally
from pathways.records.editions import current_edition, get_edition
from pathways.records.topics import SEEDS
from tests.factories import CURRENT_EDITION, read_seeds

Change = Callable[[dict[str, Any], list[dict[str, str]]], None]


def changed(change: Change) -> Index:
    """Return the index with a change."""
    index = read_seeds()
    facts, rows = dict(index.facts), [dict(row) for row in index.rows]
    change(facts, rows)
    digest = hashlib.sha256(repr((facts, rows)).encode()).hexdigest()
    return replace(index, facts=facts, rows=rows, digest=digest)


def load(index: Index | None = None) -> LoadReport:
    with transaction() as session:
        return load_index(session, index or read_seeds())


def everything() -> list[Any]:
    """Return all rows of the framework's tables."""
    tables = (EditionRow.__table__, IndexRow.__table__, CompetencyRow.__table__)
    return [sorted(map(repr, db.session.execute(sa.select(table)))) for table in tables]


@pytest.fixture(autouse=True)
def _context(app: Flask) -> Any:
    with app.app_context():
        yield


def test_loading_again_changes_nothing_and_says_so() -> None:
    before = everything()
    report = load()
    assert report.sentence == "wm-tif-2024 holds 419 competencies; nothing has changed."
    assert everything() == before


def test_the_first_loading_counts_what_it_added() -> None:
    with transaction() as session:
        session.execute(sa.delete(CompetencyRow))
        session.execute(sa.delete(Tally))
        # Older indexes stay where they are; the edition is as good as new to the others.
        session.execute(sa.update(EditionRow).values(digest=""))
    assert load().sentence == "wm-tif-2024 holds 419 competencies: 419 added, 0 updated."
    assert len(current_edition(db.session).competencies) == 419


def test_identifiers_are_those_of_edition_and_code() -> None:
    edition = current_edition(db.session)
    rows = db.session.execute(sa.select(CompetencyRow.code, CompetencyRow.identifier))
    assert {code: str(edition.identifier(code)) for code in edition.by_code} == {
        row.code: row.identifier for row in rows
    }


def test_new_labels_and_facts_are_taken_and_new_competencies_appended() -> None:
    def change(facts: dict[str, Any], rows: list[dict[str, str]]) -> None:
        rows[0]["label"] = "A better label"
        rows.insert(1, {**rows[1], "code": "L1-KA-K99", "bit": "419", "sha256": "0" * 64})
        facts["publisher"] = "Somebody else"

    current_edition(db.session)
    report = load(changed(change))
    assert (report.added, report.total) == (1, 420)
    edition = current_edition(db.session)
    assert edition.competencies[0].label == "A better label"
    assert edition.competencies[1].code == "L1-KA-K99"
    assert edition.publisher == "Somebody else"


def test_an_index_that_was_there_before_holds_again() -> None:
    def change(_facts: dict[str, Any], rows: list[dict[str, str]]) -> None:
        rows[0]["label"] = "A better label"

    before = current_edition(db.session)
    load(changed(change))
    report = load()
    assert (report.added, report.updated, report.is_changed) == (0, 1, True)
    assert current_edition(db.session) == before
    assert len(db.session.scalars(sa.select(IndexRow.digest)).all()) == 2


def test_verbs_and_twins_are_kept_with_the_index_and_are_nothing_in_one_of_before() -> None:
    now = current_edition(db.session)
    assert {one.verb for one in now.competencies} == set(Verb)
    assert now.twins_of["L2-LA-K03"][0].beside("L2-LA-K03") == "L1-LA-K03"

    def change(facts: dict[str, Any], rows: list[dict[str, str]]) -> None:
        del facts["twins"]
        for row in rows:
            del row["verb"]

    load(changed(change))
    before = current_edition(db.session)
    assert before.twins == ()
    assert {one.verb for one in before.competencies} == {None}
    # What was frozen with the other index has its verbs and twins still.
    assert get_edition(db.session, now.code, now.digest).twins == now.twins


def test_a_folder_without_twins_is_read_and_another_twin_is_another_index(tmp_path: Path) -> None:
    for name in ("edition.json", "competencies.csv"):
        (tmp_path / name).write_bytes((SEEDS / CURRENT_EDITION / name).read_bytes())
    alone = read_index(tmp_path)
    assert alone.facts["twins"] == []
    (tmp_path / "twins.csv").write_text(
        "first,second,kind,reason\nL1-KA-K01,L1-KA-K02,near,Both\n", encoding="utf-8"
    )
    with_one = read_index(tmp_path)
    assert [twin["reason"] for twin in with_one.facts["twins"]] == ["Both"]
    assert with_one.digest != alone.digest


@pytest.mark.parametrize(
    "statement", ["UPDATE edition_index SET facts = '{}'", "DELETE FROM edition_index"]
)
def test_an_index_is_only_ever_added_to(statement: str) -> None:
    with (
        pytest.raises(sa.exc.DBAPIError, match="An index is never changed"),
        transaction() as session,
    ):
        session.execute(sa.text(statement))


def test_loaded_wording_stays_and_is_unverified_once_its_fingerprint_changed() -> None:
    with transaction() as session:
        for row in session.scalars(sa.select(CompetencyRow).where(CompetencyRow.bit < 2)):
            row.wording, row.wording_state = "Kept words", "verified"

    def change(_facts: dict[str, Any], rows: list[dict[str, str]]) -> None:
        rows[0]["label"] = "A better label"
        rows[1]["sha256"] = "0" * 64

    load(changed(change))
    statement = sa.select(CompetencyRow.wording, CompetencyRow.wording_state).where(
        CompetencyRow.bit < 2
    )
    kept = db.session.execute(statement.order_by(CompetencyRow.bit)).all()
    assert [tuple(row) for row in kept] == [
        ("Kept words", "verified"),
        ("Kept words", "unverified"),
    ]


def move_bit(_facts: dict[str, Any], rows: list[dict[str, str]]) -> None:
    rows[0]["bit"] = "700"


def swap_bits(_facts: dict[str, Any], rows: list[dict[str, str]]) -> None:
    rows[0]["bit"], rows[1]["bit"] = rows[1]["bit"], rows[0]["bit"]


def reuse_bit(_facts: dict[str, Any], rows: list[dict[str, str]]) -> None:
    rows.append({**rows[0], "code": "L1-KA-K99"})


def drop_code(_facts: dict[str, Any], rows: list[dict[str, str]]) -> None:
    del rows[6]


def rename_code(_facts: dict[str, Any], rows: list[dict[str, str]]) -> None:
    rows[6]["code"] = "L1-KA-K99"


def repeat_code(_facts: dict[str, Any], rows: list[dict[str, str]]) -> None:
    rows.append({**rows[0], "bit": "419"})


def change_namespace(facts: dict[str, Any], _rows: list[dict[str, str]]) -> None:
    facts["namespace"] = "00000000-0000-0000-0000-000000000000"


def move_theme(facts: dict[str, Any], _rows: list[dict[str, str]]) -> None:
    facts["themes"] = [*facts["themes"][1:], facts["themes"][0]]


def lose_title(facts: dict[str, Any], _rows: list[dict[str, str]]) -> None:
    del facts["title"]


def misspell_verb(_facts: dict[str, Any], rows: list[dict[str, str]]) -> None:
    rows[0]["verb"] = "feels"


def twin_with_itself(facts: dict[str, Any], _rows: list[dict[str, str]]) -> None:
    code = "L1-KA-K01"
    facts["twins"] = [{"first": code, "second": code, "kind": "same", "reason": "It is"}]


def misspell_bit(_facts: dict[str, Any], rows: list[dict[str, str]]) -> None:
    rows[0]["bit"] = "one"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (move_bit, "moves L1-KA-K01 from bit 0 to 700"),
        (swap_bits, "moves L1-KA-K01 from bit 0 to 1"),
        (reuse_bit, "L1-KA-K99 cannot have bit 0"),
        (drop_code, "drops L1-KA-K07"),
        (rename_code, "drops L1-KA-K07"),
        (repeat_code, "L1-KA-K01 stands twice"),
        (change_namespace, "another namespace"),
        (move_theme, "moves or drops a theme"),
        (lose_title, "cannot be read"),
        (misspell_bit, "cannot be read"),
        (misspell_verb, "cannot be read"),
        (twin_with_itself, "cannot be twins"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_an_index_that_breaks_what_is_kept_is_refused(change: Change, reason: str) -> None:
    before = everything()
    with pytest.raises(IndexRefusedError, match=reason):
        load(changed(change))
    assert everything() == before
