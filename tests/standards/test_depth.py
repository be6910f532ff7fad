"""A commissioner's standard that asks for depth: defined, in words, and judged."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, transaction
from pathways.domain.rule.depth import NO_DEPTH, Depth
from pathways.domain.rule.proportion import Thresholds
from pathways.domain.rule.standards import Standard, standard_from_plain
from pathways.models.pathway import MappingRow, ModuleRow
from pathways.models.standard import CommissionerStandard
from pathways.models.submission import Submission
from pathways.records.people import find_owner
from pathways.records.thresholds import KEY
from pathways.submissions.sending.writes import Declaration, send_submission
from tests.page import Client, Page
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    REVIEWER,
    Scene,
    SignIn,
    declared,
    make_scene,
)

DEEP: dict[str, Any] = {"name": "Metro depth", "gist": "What we ask of depth."}


@pytest.fixture
def scene(app: Flask) -> Scene:
    """One module of 90 minutes with five claims: one introduced, three developed, one assessed."""
    made = make_scene(app)
    with app.app_context(), transaction() as session:
        session.get_one(ModuleRow, made.module).assessment = "A plan, read by the trainer"
        rows = session.scalars(sa.select(MappingRow).order_by(MappingRow.code)).all()
        rows[0].treatment, rows[1].treatment = "I", "A"
    return made


def define(client: Client, **values: str) -> str:
    page = client.get("/standards/new")
    form = {**DEEP, "operation": page.field("operation"), **values}
    return client.post("/standards/new", form).location.rsplit("/", 1)[-1]


def key_of(app: Flask, family: str) -> str:
    with app.app_context():
        table = CommissionerStandard
        newest = sa.select(table.id).where(table.family == family).order_by(table.number.desc())
        return db.session.execute(newest.limit(1)).scalar_one()


def check(client: Client, scene: Scene, key: str) -> Page:
    asked = f"?commissioner={scene.commissioner}&standard={key}"
    return client.get(f"/pathways/{scene.pathway}/submit{asked}")


def judged(page: Page) -> list[list[str]]:
    """What a page says of each demand of depth: what is asked, whether it is met, and why."""
    tables = page.all(".//table[@class='table table--stack whole-table']")
    return [[page.words(cell) for cell in row] for table in tables for row in table[2]]


def drop_a_note(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.scalars(sa.select(MappingRow).limit(1)).one().evidence = ""


@pytest.mark.parametrize(
    ("field", "met", "unmet", "asks", "is_", "reason"),
    [
        ("backed", "y", "", "Every claim is backed.", "5 of 5", "4 of 5 claims are backed"),
        ("noted", "y", "", "Every claim has a note of its own.", "5 of 5", "4 of 5 have a note"),
        ("rate", "4", "3", "At most {} competencies an hour.", "3.3 an hour", "3.3 an hour"),
        ("minutes", "1 h 30", "91", "At least {} of taught time.", "1 h 30 min", "1 h 30 min"),
        (
            "developed",
            "80",
            "81",
            "At least {}% of what is claimed is developed.",
            "4 of",
            "4 of 5",
        ),
        ("assessed", "20", "21%", "At least {}% of what is claimed is assessed.", "1 of", "1 of 5"),
    ],
)
def test_each_demand_is_met_and_missed_by_one_step(
    app: Flask,
    scene: Scene,
    sign_in: SignIn,
    field: str,
    met: str,
    unmet: str,
    asks: str,
    is_: str,
    reason: str,
) -> None:
    commissioner, provider = sign_in(REVIEWER), sign_in(PROVIDER)
    family = define(commissioner, **{f"depth_{field}": met})
    sentence = asks.format({"minutes": "1 h 30 min"}.get(field, met))
    assert sentence in commissioner.get(f"/standards/{family}").words()
    assert sentence in commissioner.get("/standards").words()
    [row] = judged(check(provider, scene, key_of(app, family)))
    assert row[:2] == [sentence, "Met"]
    assert row[2].startswith(is_)
    if unmet:
        change = {**DEEP, "seen": "1", f"depth_{field}": unmet}
        commissioner.post(f"/standards/{family}/edit", change)
    else:
        drop_a_note(app)
    page = check(provider, scene, key_of(app, family))
    [row] = judged(page)
    assert row[1] == "Not met"
    assert row[2].startswith(reason)
    assert "0 of 1 demand of depth met (Metro depth)" in page.words()


def test_depth_is_in_the_verdict_of_a_submission_and_may_be_explained(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    commissioner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    family = define(commissioner, depth_rate="3", depth_minutes="60")
    page = check(provider, scene, key_of(app, family))
    assert page.field("reason-depth") == ""
    values = declared(page, **{"reason-depth": "Learners practise it afterwards."})
    sent = provider.post(f"/pathways/{scene.pathway}/submit", values).location.rsplit("/", 1)[-1]
    with app.app_context():
        row = db.session.get_one(Submission, sent)
        assert not row.is_met
        assert row.standard["depth"]["rate"] == 3
    for place in ("", "/competencies", "/decision"):
        page = commissioner.get(f"/submissions/{sent}{place}")
        assert [cells[1] for cells in judged(page)] == ["Not met", "Met"]
        assert "Learners practise it afterwards." in page.words()
    words = commissioner.get(f"/standards/{family}").words()
    assert "3.3 an hour; at most 3 are asked for." in words, "tried on what was received"
    assert "1 submission compared with it" in words
    kept = check(provider, scene, key_of(app, family))
    assert kept.field("reason-depth") == "Learners practise it afterwards."


def test_the_form_shows_what_is_kept_and_what_cannot_be_read(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    asked = {"depth_backed": "y", "depth_rate": "12", "depth_minutes": "6 h"}
    family = define(client, **asked, depth_developed="40")
    page = client.get(f"/standards/{family}/edit")
    assert [
        page.field(f"depth_{name}") for name in ("rate", "minutes", "developed", "assessed")
    ] == [
        "12",
        "6 h",
        "40",
        "",
    ]
    ticked = [item.get("name") for item in page.all(".//input[@checked]")]
    assert ticked == ["depth_backed"]
    assert "At least 6 h of taught time." in page.words(page.by_id("standard-preview"))
    wrong = {**DEEP, "name": "Other", "depth_rate": "many", "depth_assessed": "101"}
    words = client.post("/standards/new", wrong, 422).words()
    assert "Give a whole number, such as 12." in words
    assert "Give a whole number from 0 to 100." in words


def test_a_standard_without_depth_is_kept_and_read_as_before(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    family = define(client)
    with app.app_context():
        rules = db.session.execute(sa.select(CommissionerStandard.rules)).scalar_one()
    assert "depth" not in rules
    assert standard_from_plain(rules).depth == NO_DEPTH
    page = check(sign_in(PROVIDER), scene, key_of(app, family))
    assert judged(page) == []
    assert "of depth" not in page.words()
    assert page.by_id("reason-depth") is None


@pytest.mark.parametrize(("rate", "is_met"), [(4, True), (3, False)])
def test_what_is_sent_is_judged_by_the_limits_of_this_copy(
    app: Flask, scene: Scene, rate: int, is_met: bool
) -> None:
    standard = Standard("backed", "Backed", "", depth=Depth(is_backed=True))
    reasons = {"WB": "Taught in supervision."}
    declaration = Declaration(by="Morgan Ashby", role="Head", words="As taught.", reasons=reasons)
    with app.app_context(), transaction() as session:
        session.info[KEY] = Thresholds(rate=rate)
        sent = send_submission(
            session,
            find_owner(session, PROVIDER),
            scene.pathway,
            operation=new_id(),
            commissioner_id=scene.commissioner,
            standard=standard,
            declaration=declaration,
        )
        row = session.get_one(Submission, sent)
        met = "1 of 1" if is_met else "0 of 1"
        assert f"{met} demand of depth met" in row.headline
