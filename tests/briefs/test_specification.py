"""A brief as words for a specification: all that it asks, and nothing that is private."""

import re

from flask import Flask

from pathways.db import db
from pathways.records.editions import current_edition
from tests.briefs.house import BUYER, OTHER, PROVIDER, READER, make_house, write
from tests.submissions.scene import SignIn


def test_the_words_hold_what_the_brief_asks_and_no_budget(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    brief = write(
        sign_in(BUYER),
        budget="7654",
        vat="y",
        hour="43.21",
        codes="L2-KA-K01",
        why="For calm desks",
    )
    page = sign_in(READER).get(f"{brief}/specification")
    for said in (
        "Training in trauma informed practice for 12 people.",
        "For calm desks",
        "Wardens: 12 people who have Trauma Aware need Trauma Informed",
        "Competencies asked by name",
        "How answers are compared",
    ):
        assert said in page.words()
    for hidden in ("7,654", "43.21", "Reclaimed"):
        assert hidden not in page.words()
    codes = re.findall(r"L2-[A-Z]{2}-[KS]\d\d", page.words())
    with app.app_context():
        level = [item.code for item in current_edition(db.session).competencies if item.level == 2]
    assert codes == ["L2-KA-K01", *level], "one by name, then every one that is judged, in order"


def test_nobody_else_reads_them(app: Flask, sign_in: SignIn) -> None:
    make_house(app)
    buyer = sign_in(BUYER)
    brief = write(buyer)
    buyer.post(f"{brief}/share")
    for somebody in (OTHER, PROVIDER):
        for end in ("", ".txt"):
            sign_in(somebody).get(f"{brief}/specification{end}", 404)
