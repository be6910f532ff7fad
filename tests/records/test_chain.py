"""The journal's chain: one order for all writers, digests that hold, names that are taken out."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction, transaction_apart
from pathways.domain.chain import COVERED, FORMER, link
from pathways.models.base import new_id, now
from pathways.models.journal import Journal
from pathways.models.mail import Mail
from pathways.models.standard import CommissionerStandard
from pathways.records.checks.trail import JournalHead, check_head, walk
from pathways.records.former import erase_from_journal
from pathways.records.journal import JOURNAL, Named, write_down
from pathways.records.mail import post_mail
from pathways.records.names import NameBearer
from tests.factories import make_organisation
from tests.statements import statements_of

KNOWN = NameBearer("a" * 16, "", ("Ada Lovelace",), ("Ada Lovelace",))
ADA, BEN = Named("a" * 16, "Ada Lovelace"), Named("b" * 16, "Ben Nevis")


def tell(*steps: tuple[Named | None, str]) -> None:
    with transaction() as session:
        for doer, words in steps:
            write_down(session, doer, "told", words)


def faults() -> list[str]:
    db.session.close()
    return [fault.text for fault in walk(db.session).faults]


def rows() -> list[Any]:
    db.session.close()
    return list(db.session.execute(sa.select(JOURNAL).order_by(JOURNAL.c.id)).mappings())


def test_each_row_carries_the_digest_of_the_one_before(app: Flask) -> None:
    with app.app_context():
        tell((ADA, "One"), (BEN, "Two"))
        tell((None, "Three"))
        before = ""
        for row in rows():
            assert row["digest"] == link(before, row)
            before = row["digest"]
        assert faults() == []


@pytest.mark.parametrize("column", [*COVERED, "person_name", "summary"])
def test_a_digest_covers_every_column(column: str) -> None:
    row = dict.fromkeys((*COVERED, "person_name", "summary"), "")
    row["veil"] = "0" * 16 + "." + "1" * 16
    assert link("", row) != link("", {**row, column: "otherwise"})
    assert link("", row) != link("f" * 64, row)


def test_a_step_costs_one_statement_more_than_its_row(app: Flask) -> None:
    with app.app_context(), statements_of(app) as sent:
        tell((ADA, "One"))
    told = [one for one in sent if not one.startswith(("PRAGMA", "BEGIN"))]
    assert [one.split()[0] for one in told] == ["SELECT", "INSERT"]


def test_what_is_rolled_back_is_not_written_down(app: Flask) -> None:
    with app.app_context():
        start = len(rows())
        with transaction() as session:
            write_down(session, ADA, "told", "Never")
            session.rollback()
        tell((ADA, "One"))
        assert len(rows()) == start + 1


def test_a_part_of_a_transaction_writes_no_step(app: Flask) -> None:
    with (
        app.app_context(),
        pytest.raises(RuntimeError, match="whole transaction"),
        transaction() as session,
        session.begin_nested(),
    ):
        write_down(session, ADA, "told", "Half")


def test_many_writers_make_one_chain(app: Flask) -> None:
    def write(number: int) -> None:
        with app.app_context():
            for step in range(6):
                with transaction_apart() as session:
                    write_down(session, ADA, "told", f"{number} {step}")

    with app.app_context():
        start = len(rows())
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(write, range(8)))
        assert len(rows()) == start + 48
        assert faults() == []


def test_what_nobody_wrote_down_is_proved_all_the_same(app: Flask) -> None:
    with app.app_context():
        organisation = make_organisation()
        with transaction() as session:
            session.add(
                CommissionerStandard(
                    id=new_id(),
                    family=new_id(),
                    organisation_id=organisation,
                    edition_code="wm-tif-2024",
                    number=1,
                    name="Ours",
                    rules={},
                    created_at=now(),
                )
            )
        last = rows()[-1]
        assert (last["action"], list(last["proofs"])) == ("kept", ["commissioner_standard"])
        assert faults() == []


def test_a_name_is_taken_out_and_the_chain_is_whole(app: Flask) -> None:
    with app.app_context():
        tell((ADA, "Wrote as Ada Lovelace"), (BEN, "Let Ada Lovelace in"), (BEN, "Ada is a word"))
        with transaction() as session:
            assert erase_from_journal(session, None, KNOWN) == 2
        told = [(row["person_name"], row["summary"]) for row in rows()][-4:]
        assert told == [
            (FORMER, f"Wrote as {FORMER}"),
            ("Ben Nevis", f"Let {FORMER} in"),
            ("Ben Nevis", "Ada is a word"),
            ("", "Personal data was erased"),
        ]
        assert "Lovelace" not in str(rows())
        assert faults() == []
        tell((BEN, "Later"))
        with transaction() as session:
            assert erase_from_journal(session, None, KNOWN) == 0
        assert faults() == []


@pytest.mark.parametrize(
    "values",
    [
        {"person_name": "Eve"},
        {"person_name": FORMER},
        {"summary": "Otherwise"},
        {"person_name": FORMER, "veil": "0" * 64 + "." + "1" * 16, "action": "x"},
        {"digest": "0" * 64},
        {"images": [1]},
    ],
)
def test_the_database_refuses_any_other_change(app: Flask, values: dict[str, Any]) -> None:
    with app.app_context():
        tell((ADA, "One"))
        with pytest.raises(sa.exc.DBAPIError, match="only ever added to"), transaction() as session:
            session.execute(sa.update(Journal).values(values))


def test_a_head_finds_a_tail_that_is_gone_and_a_chain_that_is_new(app: Flask) -> None:
    with app.app_context():
        tell((ADA, "One"), (ADA, "Two"))
        trail = walk(db.session)
        assert list(check_head(trail, trail.head)) == []
        more = JournalHead(trail.head.steps + 3, trail.head.at, "f" * 64)
        assert "3 are gone from its end" in next(check_head(trail, more)).text
        other = JournalHead(trail.head.steps, trail.head.at, "f" * 64)
        assert "written anew" in next(check_head(trail, other)).text
        tell((ADA, "Three"))
        assert list(check_head(walk(db.session), trail.head)) == []


def test_rows_that_nobody_proves_cost_nothing(app: Flask) -> None:
    with app.app_context():
        start = len(rows())
        with transaction() as session:
            post_mail(session, "wren@test.example", "Hello", "Nobody relies on it.")
        assert len(rows()) == start
        assert db.session.scalars(sa.select(Mail.subject)).all() == ["Hello"]
