"""Both sides of a submission at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, now, transaction
from pathways.domain.policy import Actor
from pathways.domain.refusals import RuleError
from pathways.domain.review.submission import Decided
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM
from pathways.models.account import Membership, Person
from pathways.models.submission import Submission
from pathways.submissions.deciding.writes import decide, withdraw_decision
from pathways.submissions.sending.writes import Declaration, send_submission
from tests.submissions.scene import COMMISSIONER, PROVIDER, Scene, make_scene


def actor_of(email: str) -> Actor:
    """Return the person of this address, in their one organisation."""
    found = sa.select(Person, Membership).join(Membership).where(Person.email == email)
    person, member = db.session.execute(found).one()
    return Actor(
        person.id, person.name, email, False, member.organisation_id, "An organisation", "owner"
    )


def send_anew(app: Flask, scene: Scene) -> str:
    """Send the pathway as its provider."""
    with app.app_context():
        who = actor_of(PROVIDER)
        with transaction() as session:
            return send_submission(
                session,
                who,
                scene.pathway,
                operation=new_id(),
                commissioner_id=scene.commissioner,
                standard=FRAMEWORK_MINIMUM,
                declaration=Declaration("Morgan Ashby", "Head", "True.", {"WB": "Elsewhere."}),
            )


def test_a_decision_is_not_withdrawn_while_the_next_version_is_sent(app: Flask) -> None:
    scene = make_scene(app)
    first = send_anew(app, scene)
    asked = Event()

    def send_now() -> str:
        asked.set()
        return send_anew(app, scene)

    with app.app_context():
        who = actor_of(COMMISSIONER)
        with transaction() as session:
            made = decide(
                session,
                who,
                first,
                operation=new_id(),
                outcome=Decided.CHANGES,
                words="More.",
                today=now().date(),
            )
    with ThreadPoolExecutor(1) as other, app.app_context():
        with transaction() as session:
            withdraw_decision(session, who, first, made, "A mistake.")
            sending = other.submit(send_now)
            assert asked.wait(5)
            with pytest.raises(TimeoutError):
                # It waits for what is being withdrawn.
                sending.result(1)
        with pytest.raises(RuleError, match="open submission"):
            sending.result(10)
        assert db.session.scalars(sa.select(Submission.id)).all() == [first]
