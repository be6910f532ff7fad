"""What a commissioner finds and says is its own until it is shared: not a word, not a count."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, now, transaction
from pathways.domain.days import day_of
from pathways.domain.policy import Actor
from pathways.domain.review.finding import Finding
from pathways.models.account import Organisation, Person
from pathways.models.mail import Mail
from pathways.models.observed import ObservedSession
from pathways.models.submission import Submission
from pathways.records.people import find_owner
from pathways.submissions.assigning import writes as assigning
from pathways.submissions.findings import FindingWish
from pathways.submissions.reviewing import writes
from tests.page import Client
from tests.submissions.scene import (
    COMMISSIONER,
    EDITOR,
    PROVIDER,
    REVIEWER,
    Scene,
    SignIn,
    make_scene,
    send,
    share_at_once,
)
from tests.submissions.workbooks import Review, bring_and_agree, exported

ROWS = ("*", "line:KA", "L2-KA-K01", "L2-WB-K01", "a:facilitators", "p:safety")
CANARY = "Quixotic zephyr"
_TOKENS = re.compile(r'[\w-]{20,}\.[\w-]{6}\.[\w-]{20,}|name="operation"[^>]*value="\w*"')
"""What is new at each request: signed tokens, and names for what a form may make."""


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


@pytest.fixture
def sent(scene: Scene, sign_in: SignIn) -> str:
    return send(sign_in(PROVIDER), scene)


@pytest.fixture
def reviewer(app: Flask) -> Actor:
    with app.app_context():
        return find_owner(db.session, COMMISSIONER)


def addresses(app: Flask, scene: Scene, sent: str) -> Iterator[str]:
    """Yield every address that names a submission or its pathway, and those that list them."""
    values = {"submission_id": [sent], "pathway_id": [scene.pathway], "kind": ["csv", "json"]}
    values["slug"] = ["whole", "line-KA", "L2-KA-K01", "subject-facilitators", "principle-safety"]
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            names = sorted(rule.arguments)
            if "GET" not in (rule.methods or ()) or not set(names) <= values.keys():
                continue
            if rule.endpoint.split(".")[0] not in ("submissions", "builder", "directory", "pages"):
                continue
            found: list[dict[str, str]] = [{}]
            for name in names:
                found = [{**one, name: value} for one in found for value in values[name]]
            for one in found:
                yield app.url_for(rule.endpoint, **one, _external=False)


def read_all(app: Flask, client: Client, wanted: list[str]) -> dict[str, bytes | str]:
    """Return what a reader gets at each address, without what is new at each request."""
    answers: dict[str, bytes | str] = {}
    for address in wanted:
        answer = client.raw.get(address)
        if answer.status_code != 200:
            continue
        is_text = answer.mimetype in ("text/html", "text/csv", "application/json")
        text = answer.get_data(as_text=True) if is_text else ""
        answers[address] = _TOKENS.sub("", text) if is_text else answer.get_data()
    with app.app_context():
        mails = db.session.execute(
            sa.select(Mail.subject, Mail.body).where(Mail.recipient.in_((PROVIDER, EDITOR)))
        )
        answers["mails"] = "\n".join(f"{mail.subject}: {mail.body}" for mail in mails)
    return answers


def review_in_private(app: Flask, sent: str, reviewer: Actor, client: Client) -> None:
    """Take every step that is the commissioner's own."""
    with app.app_context(), transaction() as session:
        for number, row in enumerate(ROWS):
            finding = list(Finding)[number % len(Finding)]
            writes.mark(session, reviewer, sent, row, seen=None, finding=finding)
            words = {"operation": new_id(), "text": f"{CANARY}, comment on {row}"}
            writes.comment(session, reviewer, sent, row, **words)
            words = {"operation": new_id(), "text": f"{CANARY}, note on {row}"}
            writes.note(session, reviewer, sent, row, **words)
            opinion = Finding.NOT_MET
            writes.give_opinion(session, reviewer, sent, row, finding=opinion, text=CANARY)
        wishes = [FindingWish(f"L2-LA-K0{n}", None, Finding.PARTLY_MET) for n in range(1, 6)]
        today = day_of(now())
        assigning.assign(session, reviewer, sent, {reviewer.person_id}, {"line:KA", "assurance"})
        assigning.set_due(session, reviewer, sent, today + timedelta(days=40), today=today)
        done = writes.mark_many(session, reviewer, sent, wishes)
    # A step is written down as its transaction ends, and is undone in another.
    with app.app_context(), transaction() as session:
        writes.undo(session, reviewer, sent, done.step)
        session.add(
            ObservedSession(
                id=new_id(),
                submission_id=sent,
                held_on="2026-11-02",
                observer=CANARY,
                seen=CANARY,
                criteria=[[CANARY, "met"]],
                by_id=reviewer.person_id,
                by_name=reviewer.name,
                at=now(),
            )
        )
    book = Review(exported(client, sent))
    book.put("L2-SE-K01", Finding="Partly met", Comment=f"{CANARY} in a workbook")
    bring_and_agree(client, sent, book.saved())


def test_nothing_of_a_review_reaches_the_provider_until_it_is_shared(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn, reviewer: Actor
) -> None:
    client, own = sign_in(PROVIDER), sign_in(COMMISSIONER)
    with app.app_context(), transaction() as session:
        # That it is being read, and by whom, is no secret.
        assigning.assign(session, reviewer, sent, {reviewer.person_id})
        writes.mark(session, reviewer, sent, "line:LA", seen=None, finding=Finding.MET)
    wanted = list(addresses(app, scene, sent))
    assert len(wanted) > 25
    before = read_all(app, client, wanted)
    assert f"/submissions/{sent}/qa-matrix.xlsx" in before
    assert f"/submissions/{sent}/trail.json" in before
    review_in_private(app, sent, reviewer, own)
    after = read_all(app, client, wanted)
    assert [name for name, said in before.items() if after[name] != said] == []
    seen = own.get(f"/submissions/{sent}/competencies?show=all").text
    assert CANARY in seen, "it is there to be seen"
    # What is said of it is true: there are findings, and none is shared.
    said = client.get(f"/submissions/{sent}/competencies?show=all").words()
    assert "Metro Commissioning has shared no finding on a competency yet." in said
    assert "No finding shared yet" in said


def test_what_is_shared_reaches_the_provider_and_notes_and_opinions_stay(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn, reviewer: Actor
) -> None:
    client, own = sign_in(PROVIDER), sign_in(COMMISSIONER)
    review_in_private(app, sent, reviewer, own)
    with app.app_context(), transaction() as session:
        assert writes.share_rows(session, reviewer, sent).words == (
            "7 findings, 7 comments and 1 observed session"
        )
    told = read_all(app, client, list(addresses(app, scene, sent)))
    page = str(told[f"/submissions/{sent}/competencies"])
    assert "comment on L2-KA-K01" in page
    other = client.get(f"/submissions/{sent}/competencies?theme=SE").text
    assert f"{CANARY} in a workbook" in other
    for name, said in told.items():
        text = said if isinstance(said, str) else ""
        assert f"{CANARY}, note" not in text, name
        assert "second opinion" not in text.lower(), name
    with app.app_context(), transaction() as session:
        assert not writes.share_rows(session, reviewer, sent), "a second time shares nothing"


def test_a_shared_finding_that_changes_is_private_until_it_is_shared_again(
    app: Flask, sent: str, sign_in: SignIn, reviewer: Actor
) -> None:
    row, client = "L2-KA-K01", sign_in(PROVIDER)

    def seen() -> str:
        page = client.get(f"/submissions/{sent}/competencies")
        return page.words(page.by_id(f"row-{row}"))

    with app.app_context(), transaction() as session:
        writes.mark(session, reviewer, sent, row, seen=None, finding=Finding.PARTLY_MET)
        writes.share_rows(session, reviewer, sent, {row})
        writes.mark(session, reviewer, sent, row, seen=Finding.PARTLY_MET, finding=Finding.NOT_MET)
    assert "Partly met" in seen()
    with app.app_context(), transaction() as session:
        writes.share_rows(session, reviewer, sent, {"line:KA"})
    assert "Partly met" in seen(), "another row was shared"
    with app.app_context(), transaction() as session:
        writes.share_rows(session, reviewer, sent, {row})
    assert "Not met" in seen()


@pytest.mark.parametrize(
    ("habit", "is_read"), [(None, True), ("at_once", True), ("by_hand", False)]
)
def test_a_decision_shares_what_was_found_unless_it_is_done_by_hand(
    app: Flask,
    scene: Scene,
    sent: str,
    sign_in: SignIn,
    reviewer: Actor,
    habit: str | None,
    is_read: bool,
) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Organisation, scene.commissioner).sharing = habit
        writes.mark(session, reviewer, sent, "L2-KA-K01", seen=None, finding=Finding.PARTLY_MET)
        said = {"operation": new_id(), "text": CANARY}
        writes.comment(session, reviewer, sent, "L2-KA-K01", **said)
        writes.give_opinion(
            session, reviewer, sent, "L2-KA-K01", finding=Finding.NOT_MET, text="Another view"
        )
    sign_in(COMMISSIONER).post(
        f"/submissions/{sent}/decision",
        {"operation": new_id(), "outcome": "approved", "words": "Well done."},
    )
    page = sign_in(PROVIDER).get(f"/submissions/{sent}/competencies")
    words = page.words(page.by_id("row-L2-KA-K01"))
    assert (CANARY in words, "Partly met" in words) == (is_read, is_read)
    assert "Another view" not in page.text


def test_what_nobody_has_seen_goes_neither_with_a_decision_nor_with_the_rest(
    app: Flask, sent: str, reviewer: Actor, sign_in: SignIn
) -> None:
    owner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    address = f"/submissions/{sent}"
    colleague = replace(reviewer, person_id=_person(app, REVIEWER), name="Noor Haddad")
    _say(app, colleague, sent, "One thing that the owner reads.")
    marks = {tab: owner.get(address + tab).field("seen_at") for tab in ("", "/decision")}
    _say(app, colleague, sent, CANARY)
    page = owner.post(f"{address}/share", {"seen_at": marks[""]}, 409)
    assert "so nothing is shared yet" in page.words()
    form = {"operation": new_id(), "outcome": "approved", "words": "It is what we asked for."}
    page = owner.post(f"{address}/decision", {**form, "seen_at": marks["/decision"]}, 409)
    assert "so nothing is sent yet" in page.words()
    assert "0 findings and 2 comments" in page.words()
    assert page.field("words") == form["words"]
    assert CANARY not in provider.get(f"{address}/rows/whole").text
    form["seen_at"] = page.field("seen_at")
    for _time in range(2):
        owner.post(f"{address}/decision", form)
    assert CANARY in provider.get(f"{address}/rows/whole").text


def test_all_is_shared_as_it_was_seen_and_a_second_click_says_that_nothing_is_new(
    app: Flask, sent: str, reviewer: Actor, sign_in: SignIn
) -> None:
    owner = sign_in(COMMISSIONER)
    _say(app, reviewer, sent, "One thing.")
    seen_at = owner.get(f"/submissions/{sent}").field("seen_at")
    for words in ("Shared 1 comment.", "There is nothing new to share."):
        owner.post(f"/submissions/{sent}/share", {"seen_at": seen_at})
        assert words in owner.get(f"/submissions/{sent}").words()


def _person(app: Flask, email: str) -> str:
    with app.app_context():
        return db.session.scalars(sa.select(Person.id).where(Person.email == email)).one()


def _say(app: Flask, actor: Actor, sent: str, text: str) -> None:
    with app.app_context(), transaction() as session:
        writes.comment(session, actor, sent, "*", operation=new_id(), text=text)


def test_findings_of_before_count_as_shared(app: Flask) -> None:
    # The migration copied them; the words for it stand in the tests of old databases.
    with app.app_context():
        names = set(sa.inspect(db.engine).get_table_names())
    assert {"shared_finding", "remark", "opinion"} <= names


def test_at_once_means_at_once(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn, reviewer: Actor
) -> None:
    share_at_once(app, scene)
    with app.app_context(), transaction() as session:
        writes.mark(session, reviewer, sent, "L2-KA-K01", seen=None, finding=Finding.PARTLY_MET)
    page = sign_in(PROVIDER).get(f"/submissions/{sent}/competencies")
    assert "Partly met" in page.words(page.by_id("row-L2-KA-K01"))


def test_many_are_marked_in_one_step_and_taken_back_in_one(
    app: Flask, sent: str, reviewer: Actor
) -> None:
    codes = [f"L2-KA-K{n:02}" for n in range(1, 21)]
    with app.app_context(), transaction() as session:
        writes.mark(session, reviewer, sent, codes[0], seen=None, finding=Finding.MET)
        revision = session.get_one(Submission, sent).revision
        wishes = [FindingWish(code, None, Finding.NOT_APPLICABLE) for code in codes]
        done = writes.mark_many(session, reviewer, sent, wishes)
        assert done.left == (codes[0],), "somebody marked it meanwhile"
        assert len(done.changed) == 19
        assert session.get_one(Submission, sent).revision == revision + 1
        again = writes.mark_many(session, reviewer, sent, wishes[1:])
        assert again.changed == ()
    with app.app_context(), transaction() as session:
        back = writes.undo(session, reviewer, sent, done.step)
        assert len(back.changed) == 19
    with app.app_context(), transaction() as session:
        forth = writes.undo(session, reviewer, sent, back.step)
        assert len(forth.changed) == 19
    with app.app_context(), transaction() as session:
        writes.mark(
            session, reviewer, sent, codes[5], seen=Finding.NOT_APPLICABLE, finding=Finding.MET
        )
        part = writes.undo(session, reviewer, sent, forth.step)
        assert part.left == (codes[5],)
        assert len(part.changed) == 18


def test_a_finding_set_beside_second_opinions_is_moderated(
    app: Flask, sent: str, reviewer: Actor, count_rows: Callable[[str], int]
) -> None:
    row = "L2-KA-K01"
    with app.app_context(), transaction() as session:
        writes.mark(session, reviewer, sent, row, seen=None, finding=Finding.MET)
        writes.give_opinion(session, reviewer, sent, row, finding=Finding.NOT_MET)
        writes.mark(session, reviewer, sent, row, seen=Finding.MET, finding=Finding.PARTLY_MET)
    with app.app_context():
        found = db.session.execute(sa.text("SELECT is_moderated FROM finding")).scalar_one()
        assert found
    assert count_rows("opinion") == 1


@pytest.fixture
def count_rows(app: Flask) -> Callable[[str], int]:
    def count(table: str) -> int:
        with app.app_context():
            return int(
                db.session.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608  # ours
            )

    return count
