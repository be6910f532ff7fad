"""Whatever some people ask of the site at once, others have their pages: our settings, for real."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from pathways.db import transaction
from pathways.directory.services import freeze_draft, publish
from pathways.domain.pathway.content import Mapping, PathwayContent
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.models.pathway import Pathway
from pathways.production import workers
from tests.conftest import settings
from tests.factories import load_pathway, make_organisation, make_person, many_modules, read_seeds
from tests.gunicorn import Server, run_gunicorn
from tests.page import Client
from tests.visitor import Answer, Visitor, visit, wait_for
from tests.workbook.hostile import GEOMETRY

SignIn = Callable[[str], Client]
UPLOADS, REQUESTS = 12, 200
AT_ONCE = 20
"""Connections of whoever asks for 200 files: about as many as a browser opens to a few sites."""
PAGE = "/pathways"
Asking = Callable[[int], Answer]


def besiege(server: Server, asking: Asking, times: int, other: Visitor) -> list[Answer]:
    """Ask so many times, as many at once as there are connections; others open pages meanwhile.

    Fail where a page of theirs is not there within a second: on a machine that others keep busy, a
    second of a processor, of which each gets so much less. A thread that waits for a file would
    take five, and the next one five more.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = [pool.submit(asking, number) for number in range(times)]
        pages = other.keep_asking(server, PAGE, lambda: all(one.done() for one in sent))
        answers = [one.result() for one in sent]
    assert pages
    assert {page.status for page in pages} == {200}
    worst, busy = max(page.took for page in pages), os.getloadavg()[0] / (os.cpu_count() or 1)
    assert worst < max(1.0, busy), f"{worst:.2f} s of {len(pages)}"
    return answers


def check_refusals(answers: Sequence[Answer], served: int) -> list[Answer]:
    """Fail where more had a turn than may, or where somebody was refused without a word."""
    refused = [one for one in answers if one.status not in (200, 422)]
    assert all(one.is_refusal for one in refused), [one.status for one in refused]
    assert 0 < len(answers) - len(refused) <= served
    return refused


def claim_all(content: PathwayContent) -> PathwayContent:
    """Let each module claim all that there is."""
    every = tuple(Mapping(one["code"], Treatment.DEVELOPED) for one in read_seeds().rows)
    modules = (replace(module, mappings=every) for module in content.modules)
    return replace(content, modules=tuple(modules))


def list_in_directory(pathway: str) -> str:
    """Publish a pathway as it is; return its address."""
    with transaction() as session:
        of = session.get_one(Pathway, pathway).organisation_id
        owner = Actor("", "Owner", "", False, of, "owner")
        version = freeze_draft(session, owner, pathway)
        publish(session, owner, pathway, version.id, Visibility.PUBLIC)
    return f"/directory/{pathway}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_crowd_keeps_others_from_their_pages(
    app: Flask, sign_in: SignIn, database_url: str, tmp_path: Path
) -> None:
    with app.app_context():
        for number in range(UPLOADS):
            place = make_organisation(f"Crowd {number}")
            make_person(f"{number}@test.example", place)
        pathway = load_pathway(f"Crowd {UPLOADS - 1}", many_modules(20))
        full = load_pathway(f"Crowd {UPLOADS - 1}", claim_all(many_modules(20)))
        offer = list_in_directory(full)
        make_person("other@test.example", make_organisation("Northgate Learning"))
    crowd = [visit(sign_in(f"{number}@test.example")) for number in range(UPLOADS)]
    other = visit(sign_in("other@test.example"))
    file = GEOMETRY["a million numbers"]()
    secret = settings(database_url, tmp_path)["SECRET_KEY"]
    with run_gunicorn(database_url, tmp_path, secret) as server:
        wait_for(server, other, "/check-workbook", PAGE)

        def bring(number: int) -> Answer:
            return crowd[number].ask(server, "/check-workbook", file)

        # One account has one file read at a time, and each process no more than two.
        of_one = besiege(server, lambda _: bring(0), UPLOADS, other)
        # Whoever was refused did not wait for those whose files were read.
        read = min(one.took for one in of_one if not one.is_refusal)
        assert all(one.took < read for one in check_refusals(of_one, 1))
        of_many = besiege(server, bring, UPLOADS, other)
        check_refusals(of_many, 2 * workers)

        heavy = f"/pathways/{pathway}/qa-matrix.xlsx"
        made = besiege(server, lambda _: crowd[-1].ask(server, heavy), REQUESTS, other)
        assert len(check_refusals(made, 60)) >= REQUESTS - 60
        # A page that is costly because of what its owner put into it.
        opened = besiege(
            server, lambda _: crowd[-1].ask(server, f"/pathways/{full}"), AT_ONCE, other
        )
        check_refusals(opened, AT_ONCE - 1)
        # The same in the directory, by people who are not signed in.
        passing = Visitor("", "")
        seen = besiege(server, lambda _: passing.ask(server, offer), AT_ONCE, other)
        check_refusals(seen, AT_ONCE - 1)
