"""How far a buyer is with a course: kept once, seen by its own people alone."""

import pytest
from flask import Flask

from pathways.briefs.services import write_brief
from pathways.db import db, new_id, transaction
from pathways.domain.need.brief import Brief, Group
from pathways.domain.plan.progress import CourseProgress, Quote
from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError
from pathways.records.courses import quotes_for, set_state, standings_for
from tests.briefs.house import make_house, offer, strands
from tests.factories import CURRENT_EDITION, make_pathway


def actor_of(organisation: str) -> Actor:
    return Actor("", "Dana", "", False, organisation, role="owner", is_employer=True)


def write(actor: Actor) -> str:
    with transaction() as session:
        brief = Brief(CURRENT_EDITION, "Wardens", (Group("Wardens", 2, 12),))
        return write_brief(session, actor, brief, new_id())


def test_a_state_is_kept_with_words_and_a_quote_and_seen_by_its_organisation(app: Flask) -> None:
    house = make_house(app)
    course = offer(app, house["provider"], "Trauma at work", strands("KA"))
    quote = Quote(300_000, "group", "added", "May or June")
    with app.app_context():
        buyer = actor_of(house["buyer"])
        brief = write(buyer)
        with transaction() as session:
            assert set_state(session, buyer, brief, course, CourseProgress.ASKED)
            assert set_state(session, buyer, brief, course, CourseProgress.QUOTED, quote=quote)
            # The same once more, as a double click sends it, changes nothing.
            assert not set_state(session, buyer, brief, course, CourseProgress.QUOTED, quote=quote)
        there = standings_for(db.session, buyer, brief)[course]
        assert there.said == "Quoted £3,000 a run + VAT"
        assert there.version == 2
        assert quotes_for(db.session, buyer, brief) == {course: quote}
        assert standings_for(db.session, actor_of(house["other"]), brief) == {}


def test_what_somebody_else_said_meanwhile_is_not_written_over(app: Flask) -> None:
    house = make_house(app)
    course = offer(app, house["provider"], "Trauma at work", strands("KA"))
    with app.app_context():
        buyer = actor_of(house["buyer"])
        brief = write(buyer)
        with transaction() as session:
            set_state(session, buyer, brief, course, CourseProgress.CHOSEN, words="Near", seen=0)
        with pytest.raises(ConflictError), transaction() as session:
            set_state(session, buyer, brief, course, CourseProgress.REJECTED, words="Far", seen=0)
        assert standings_for(db.session, buyer, brief)[course].words == "Near"


def test_nobody_marks_for_another_or_what_was_never_listed(app: Flask) -> None:
    house = make_house(app)
    course = offer(app, house["provider"], "Trauma at work", strands("KA"))
    with app.app_context():
        buyer, other = actor_of(house["buyer"]), actor_of(house["other"])
        brief = write(buyer)
        draft = make_pathway(house["provider"])
        with pytest.raises(NotFoundError), transaction() as session:
            set_state(session, other, brief, course, CourseProgress.CHOSEN)
        with pytest.raises(NotFoundError), transaction() as session:
            set_state(session, buyer, brief, draft, CourseProgress.CHOSEN)
