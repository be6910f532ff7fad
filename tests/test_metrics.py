"""Figures for whoever watches over a copy: behind a secret, true, bounded, and nobody's."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
import sqlalchemy as sa
import yaml  # type: ignore[import-untyped]  # ships no types
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families as read_families

from pathways import create_app
from pathways.config import ROOT, ConfigurationError, load_config
from pathways.db import db, now, transaction
from pathways.domain.work import Work
from pathways.models.mail import Mail
from pathways.records.mail import post_mail
from pathways.turns import Asker, NoTurnError, turn
from tests.conftest import settings
from tests.factories import make_organisation, make_pathway, make_person
from tests.gunicorn import run_gunicorn
from tests.page import Client
from tests.storage import moved_away

SECRET = "only-whoever-watches-knows-this-one"
BRING = {"Authorization": f"Bearer {SECRET}"}
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Figures = dict[tuple[str, ...], float]


@pytest.fixture
def watched(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Give the app of a copy that is watched."""
    app = create_app({**settings(database_url, tmp_path), "METRICS": SECRET})
    yield app
    with app.app_context():
        db.engine.dispose()


def read(text: str) -> Figures:
    """Return each figure by its name and the values of its labels, in the order of their names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in read_families(text)
        for sample in family.samples
    }


def scrape(app: Flask) -> Figures:
    """Read the figures of an app."""
    answer = app.test_client().get("/metrics", headers=BRING)
    assert answer.status_code == 200
    return read(answer.text)


@pytest.mark.parametrize("brought", ["", SECRET])
def test_a_copy_that_nobody_watches_has_no_such_address(brought: str, app: Flask) -> None:
    headers = {"Authorization": f"Bearer {brought}"} if brought else {}
    assert app.test_client().get("/metrics", headers=headers).status_code == 404


def test_the_library_is_loaded_only_where_somebody_watches(tmp_path: Path) -> None:
    script = (
        "import sys; from pathways import create_app; create_app({'METRICS': sys.argv[1]});"
        "print('prometheus_client' in sys.modules)"
    )
    for secret, said in (("", "False"), (SECRET, "True")):
        done = subprocess.run(  # noqa: S603  # what it runs stands above
            [sys.executable, "-c", script, secret],
            env={"PATHWAYS_INSTANCE": str(tmp_path)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == said


@on_sqlite
def test_only_the_secret_opens_it_and_nobody_keeps_what_it_says(watched: Flask) -> None:
    client = watched.test_client()
    for wrong in ({}, {"Authorization": "Bearer no"}, {"Authorization": f"Basic {SECRET}"}):
        answer = client.get("/metrics", headers=wrong)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "pathways_" not in answer.text
    answer = client.get("/metrics", headers=BRING)
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "secret", ["short", "s" * 31, "with a blank in its very middle, long", "é" * 40]
)
def test_a_secret_that_can_be_guessed_or_not_be_sent_stops_the_start(
    secret: str, tmp_path: Path
) -> None:
    environ = {"PATHWAYS_INSTANCE": str(tmp_path), "PATHWAYS_METRICS": secret}
    with pytest.raises(ConfigurationError, match="PATHWAYS_METRICS"):
        load_config(environ)


def test_a_secret_is_told_from_peoples_tokens(tmp_path: Path) -> None:
    environ = {"PATHWAYS_INSTANCE": str(tmp_path), "PATHWAYS_METRICS": "pathways_" + "s" * 40}
    with pytest.raises(ConfigurationError, match="must not begin with pathways_"):
        load_config(environ)


@on_sqlite
def test_requests_are_counted_by_route_method_and_status(watched: Flask) -> None:
    client = watched.test_client()
    for _ in range(3):
        client.get("/privacy")
    client.post("/privacy")
    client.open("/privacy", method="BREW")
    before = scrape(watched)
    # However many addresses and methods somebody thinks of, there are no more figures.
    for number in range(20):
        client.get(f"/nowhere/{number}")
        client.get(f"/directory/{number}?q={number}")
        client.open("/privacy", method=f"BREW{number}")
    after = scrape(watched)
    name = "pathways_requests_total"
    assert before[name, "accounts.privacy", "GET", "200"] == 3
    assert before[name, "none", "POST", "405"] == 1
    assert before[name, "none", "other", "405"] == 1
    assert before["pathways_request_seconds_count", "accounts.privacy"] == 3
    assert 0 < before["pathways_request_seconds_sum", "accounts.privacy"] < 60
    assert after[name, "none", "other", "405"] == 21
    assert after[name, "none", "GET", "404"] == 20
    assert after[name, "directory.show", "GET", "404"] == 20
    new = {key[1] for key in after.keys() - before.keys()}
    assert new <= {"directory.show", "none", "accounts.metrics"}


@on_sqlite
def test_nothing_of_people_and_organisations_stands_among_them(watched: Flask) -> None:
    with watched.app_context():
        organisation = make_organisation("Northgate Learning")
        person = make_person("ann@north.example", organisation)
        pathway = make_pathway(organisation, title="Calm beginnings")
        with transaction() as session:
            post_mail(session, "ann@north.example", "Hush", "Quietly")
    client = Client(watched)
    client.sign_in("ann@north.example")
    client.get(f"/pathways/{pathway}?q=calm")
    text = watched.test_client().get("/metrics", headers=BRING).text
    assert 'endpoint="builder.show"' in text
    for word in ("Northgate", "ann@", "north.example", "Calm", pathway, person, organisation):
        assert word not in text


def test_mails_that_wait_are_told_with_the_age_of_the_oldest(watched: Flask) -> None:
    with watched.app_context(), transaction() as session:
        for number in range(3):
            post_mail(session, "ann@test.example", f"Mail {number}", "Words")
        post_mail(session, "ann@test.example", "Gathering", "Words", wait=timedelta(hours=1))
        sent = post_mail(session, "ann@test.example", "Sent", "Words")
        session.get_one(Mail, sent).sent_at = now()
    found = scrape(watched)
    assert found["pathways_mails_waiting",] == 3
    assert found["pathways_mails_oldest_seconds",] < 60
    assert found["pathways_mails_held",] == 0
    with watched.app_context(), transaction() as session:
        old = now() - timedelta(days=4)
        session.execute(sa.update(Mail).where(Mail.subject == "Mail 1").values(created_at=old))
    found = scrape(watched)
    assert found["pathways_mails_waiting",] == 3
    assert 4 * 86_400 <= found["pathways_mails_oldest_seconds",] < 4 * 86_400 + 60
    assert found["pathways_mails_held",] == 1


def test_wrong_tries_are_told_and_right_ones_are_not(watched: Flask) -> None:
    with watched.app_context():
        make_person("ann@north.example", make_organisation())
    assert scrape(watched)["pathways_tries", "sign-in"] == 0
    visitor = Client(watched)
    visitor.get("/sign-in")
    for _ in range(2):
        visitor.post("/sign-in", {"email": "ann@north.example", "password": "wrong"}, 422)
    Client(watched).sign_in("ann@north.example")
    token = {"Authorization": "Bearer pathways_no"}
    watched.test_client().get("/directory.json", headers=token)
    found = scrape(watched)
    assert found["pathways_tries", "sign-in"] == 2
    assert found["pathways_tries", "token"] == 1
    assert found["pathways_tries", "code"] == 0


@on_sqlite
def test_turns_that_are_refused_are_counted(watched: Flask) -> None:
    assert scrape(watched)["pathways_turns_refused_total", "429", "reading"] == 0
    with watched.app_context():
        asker = Asker("ann", "north")
        with (
            turn(Work.READING, asker=asker),
            pytest.raises(NoTurnError),
            turn(Work.READING, asker=asker),
        ):
            pass
    found = scrape(watched)
    assert found["pathways_turns_refused_total", "429", "reading"] == 1
    assert found["pathways_turns_refused_total", "503", "reading"] == 0


@on_sqlite
def test_a_database_that_is_gone_is_told_and_the_rest_goes_on(
    watched: Flask, database_url: str
) -> None:
    assert scrape(watched)["pathways_database_reads",] == 1
    with moved_away(Path(str(sa.make_url(database_url).database))):
        found = scrape(watched)
    assert found["pathways_database_reads",] == 0
    assert ("pathways_mails_waiting",) not in found
    assert found["pathways_requests_total", "accounts.metrics", "GET", "200"] == 1


@on_sqlite
def test_a_scrape_holds_what_all_workers_counted(database_url: str, tmp_path: Path) -> None:
    more = {"PATHWAYS_METRICS": SECRET, "TMPDIR": str(tmp_path)}
    secret = "tests only, and long enough to be one"
    with run_gunicorn(database_url, tmp_path, secret, more=more) as server:
        wait_for(server.address)
        for _ in range(30):
            urlopen(f"{server.address}/privacy").close()  # noqa: S310
        request = Request(f"{server.address}/metrics", headers=BRING)  # noqa: S310
        for _ in range(6):
            with urlopen(request) as answer:  # noqa: S310
                found = read(answer.read().decode())
            # Whichever worker answers, it is all of them.
            assert found["pathways_requests_total", "accounts.privacy", "GET", "200"] == 30
            assert found["pathways_request_seconds_count", "accounts.privacy"] == 30
            assert found["pathways_database_reads",] == 1
        (folder,) = tmp_path.glob("pathways-metrics-*")
        workers = {path.stem.rsplit("_", 1)[1] for path in folder.glob("counter_*.db")}
        assert len(workers) >= 2
    assert not folder.exists()


def wait_for(address: str) -> None:
    """Wait until a server answers."""
    for _ in range(200):
        try:
            urlopen(f"{address}/healthz").close()  # noqa: S310
            return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@on_sqlite
def test_every_figure_of_the_alerts_and_the_page_about_them_is_there(watched: Flask) -> None:
    scrape(watched)
    names = {key[0] for key in scrape(watched)} | {"pathways_request_seconds_bucket"}
    rules = yaml.safe_load((ROOT / "docs/deployment/alerts.yaml").read_text(encoding="utf-8"))
    asked = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    assert len(asked) >= 5
    for text in asked:
        found = set(re.findall(r"pathways_\w+", text))
        assert found
        assert found <= names
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(pathways_[a-z_]+)`", page))
    plain = {
        name.removesuffix("_bucket").removesuffix("_count").removesuffix("_sum") for name in names
    }
    assert told == plain
