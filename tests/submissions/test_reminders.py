"""What is due: on the start page of whoever has to act, and once each by mail."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, transaction
from pathways.domain.review.conditions import ConditionWish
from pathways.domain.review.reminders import Due, DueKind
from pathways.domain.review.submission import Decided
from pathways.models.decision import Condition, Decision
from pathways.models.mail import Mail, Reminder
from pathways.models.submission import Submission
from pathways.pages import today
from pathways.records.people import find_owner
from pathways.records.reminders import list_due, make_reminders
from pathways.submissions.deciding import following
from pathways.submissions.deciding.writes import decide, withdraw_decision
from tests.submissions.scene import (
    COMMISSIONER,
    EDITOR,
    PROVIDER,
    REVIEWER,
    STRANGER,
    Scene,
    SignIn,
    make_scene,
    rename,
    send,
)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


@pytest.fixture
def sent(scene: Scene, sign_in: SignIn) -> str:
    return send(sign_in(PROVIDER), scene)


def make(app: Flask, sent: str, outcome: Decided, **more: object) -> str:
    with app.app_context(), transaction() as session:
        owner = find_owner(session, COMMISSIONER)
        values: dict[str, object] = {"words": "So.", "today": date(2026, 1, 1), **more}
        return decide(session, owner, sent, operation=new_id(), outcome=outcome, **values)  # type: ignore[arg-type]  # chosen by each test


def remind(app: Flask, day: date) -> list[tuple[str, str]]:
    """Make what is due on a day; return the mails that it makes."""
    with app.app_context():
        before = set(db.session.scalars(sa.select(Mail.id)))
    with app.app_context(), transaction() as session:
        make_reminders(session, day)
    with app.app_context():
        rows = db.session.execute(
            sa.select(Mail.recipient, Mail.subject).where(Mail.id.not_in(before))
        )
        return sorted((row.recipient, row.subject) for row in rows)


def told(app: Flask, organisation: str, day: date) -> list[str]:
    with app.app_context():
        return [item.words for item in list_due(db.session, organisation, day)]


def test_an_end_is_told_twice_and_once_each(app: Flask, scene: Scene, sent: str) -> None:
    end = date(2027, 6, 30)
    make(app, sent, Decided.APPROVED, ends_on=end)
    assert remind(app, end - timedelta(days=91)) == []
    first = remind(app, end - timedelta(days=90))
    assert [mail[0] for mail in first] == sorted([PROVIDER, EDITOR, COMMISSIONER, REVIEWER])
    by_person = dict(first)
    assert by_person[EDITOR].endswith("by Metro Commissioning ends on 30 June 2027.")
    assert by_person[REVIEWER].startswith("Your approval of “")
    assert remind(app, end - timedelta(days=60)) == []
    assert len(remind(app, end - timedelta(days=30))) == 4
    assert remind(app, end) == []
    assert remind(app, end + timedelta(days=1)) == []
    assert told(app, scene.provider, end + timedelta(days=1)) == []


def test_conditions_are_told_to_whoever_has_to_act(app: Flask, scene: Scene, sent: str) -> None:
    day = date(2027, 3, 31)
    make(
        app,
        sent,
        Decided.APPROVED_WITH,
        conditions=(ConditionWish("Name who supervises", "Ann", day),),
    )
    assert remind(app, day - timedelta(days=15)) == []
    soon = remind(app, day - timedelta(days=14))
    assert [mail[0] for mail in soon] == sorted([PROVIDER, EDITOR])
    assert "is to be done by 31 March 2027" in soon[0][1]
    late = remind(app, day + timedelta(days=1))
    assert "was to be done by 31 March 2027" in late[0][1]
    assert remind(app, day + timedelta(days=40)) == []
    assert told(app, scene.commissioner, day) == []
    with app.app_context(), transaction() as session:
        condition = session.scalars(sa.select(Condition.id)).one()
        following.say_done(session, find_owner(session, PROVIDER), sent, condition, "Ann does.")
    assert told(app, scene.provider, day) == []
    assert "waits for you to agree or answer" in told(app, scene.commissioner, day)[0]
    assert [mail[0] for mail in remind(app, day)] == sorted([COMMISSIONER, REVIEWER])
    with app.app_context(), transaction() as session:
        seen = session.get_one(Condition, condition).said_at
        assert seen is not None
        row = session.get_one(Condition, condition)
        row.done_at = seen
    assert told(app, scene.commissioner, day) == []


def test_changes_are_due_until_the_next_version_comes(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn
) -> None:
    day = date(2027, 3, 31)
    make(app, sent, Decided.CHANGES, due_on=day)
    assert "asks for changes" in told(app, scene.provider, day)[0]
    assert "asked for changes" in told(app, scene.provider, day + timedelta(days=3))[0]
    assert len(remind(app, day)) == 2
    rename(app, scene.pathway, "A second try")
    send(sign_in(PROVIDER), scene)
    assert told(app, scene.provider, day) == []


def test_the_day_of_a_decision_is_the_commissioners_alone(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn
) -> None:
    due = today() + timedelta(days=3)
    with app.app_context(), transaction() as session:
        session.get_one(Submission, sent).due_on = due.isoformat()
    assert "You want to decide on" in sign_in(REVIEWER).get("/").words()
    assert "What is due" not in sign_in(PROVIDER).get("/").words()
    assert "What is due" not in sign_in(STRANGER).get("/").words()
    assert [mail[0] for mail in remind(app, due)] == sorted([COMMISSIONER, REVIEWER])
    make(app, sent, Decided.DECLINED)
    assert told(app, scene.commissioner, due) == []


def test_nothing_is_told_of_a_decision_that_is_withdrawn(
    app: Flask, scene: Scene, sent: str
) -> None:
    day = date(2027, 3, 31)
    wish = ConditionWish("Name who supervises", "Ann", day)
    decision = make(app, sent, Decided.APPROVED_WITH, ends_on=day, conditions=(wish,))
    assert len(told(app, scene.provider, day)) == 2
    with app.app_context(), transaction() as session:
        owner = find_owner(session, COMMISSIONER)
        withdraw_decision(session, owner, sent, decision, "Too early.")
    assert told(app, scene.provider, day) == []
    assert remind(app, day) == []


def test_the_command_makes_what_is_due_once(
    app: Flask, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(app, sent, Decided.APPROVED)
    with app.app_context(), transaction() as session:
        end = (today() + timedelta(days=20)).isoformat()
        session.execute(sa.update(Decision).values(ends_on=end))
    monkeypatch.setitem(app.config, "SMTP_URL", "smtp://127.0.0.1:1")
    runner = app.test_cli_runner()
    assert "1 reminder made." in runner.invoke(args=["mail", "send"]).output
    assert "made" not in runner.invoke(args=["mail", "send"]).output
    with app.app_context():
        assert [row.kind for row in db.session.scalars(sa.select(Reminder))] == ["end-30"]


@pytest.mark.parametrize("kind", DueKind)
def test_names_of_stages_fit_their_column(kind: DueKind) -> None:
    day = date(2027, 3, 31)
    due = Due(kind, "x", day, "x", "T", 1, "P", "C")
    for left in (-400, -1, 0, 14, 30, 90):
        assert len(due.stage(day - timedelta(days=left))) <= 20
