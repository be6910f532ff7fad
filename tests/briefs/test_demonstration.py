"""The demonstration's briefs and what it publishes: made once, and worth looking at."""

import sqlalchemy as sa
from flask import Flask

from pathways.accounts.demonstration import PASSWORD
from pathways.briefs.services.demonstration import brief_id
from pathways.db import db, transaction
from pathways.models.brief import BriefRow
from pathways.models.offer import OfferRow
from pathways.models.publication import Publication
from tests.page import Client


def load(app: Flask) -> str:
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 0, result.output
    return result.output


def test_briefs_and_publications_are_made_once_and_never_over_what_people_did(app: Flask) -> None:
    assert "Published: 7. Briefs written: 3." in load(app)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(OfferRow)) == 7
        with transaction() as session:
            session.get_one(BriefRow, brief_id("riverside")).state = "archived"
            withdrawn = session.scalars(sa.select(Publication).limit(1)).one()
            withdrawn.state = "withdrawn"
            kept = withdrawn.pathway_id
    assert "Published: 0. Briefs written: 0." in load(app)
    with app.app_context():
        assert db.session.get_one(BriefRow, brief_id("riverside")).state == "archived"
        assert db.session.get_one(Publication, kept).state == "withdrawn"


def test_the_briefs_show_a_ranking_a_set_and_what_no_offer_reaches(app: Flask) -> None:
    load(app)
    client = Client(app)
    client.sign_in("learning@demo.example", PASSWORD)
    page = client.get(f"/briefs/{brief_id('riverside')}/combination")
    # The briefing claims what the housing course lacks, and backs nothing of it.
    assert "No set of offers backs all that you ask. This one comes nearest." in page.words()
    assert "Asked: L2-WB-S08. It is claimed, and not backed." in page.words()
    page = client.get(f"/briefs/{brief_id('riverside')}?level=2")
    cards = [page.words(one) for one in page.all(".//li[@class='card offer']")]
    assert cards[0].startswith("Trauma Informed practice for housing teams 92% of what is asked")
    assert cards[2].startswith("Trauma Informed youth work: the complete two-hour briefing 25%")
    assert "63 competencies in 2 hours; at 12 an hour there is time for 24" in cards[2]
    provider = Client(app)
    provider.sign_in("provider@demo.example", PASSWORD)
    provider.get(f"/briefs/{brief_id('riverside')}", 404)
    shown = provider.get(f"/briefs/{brief_id('metro')}").words()
    assert "What Metro Commissioning needs" in shown
    assert "94% of what is asked" in shown
