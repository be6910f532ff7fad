"""The rows of a review: each has a key that fits, one address, and words."""

import pytest

from pathways.domain.pathway.content import Assurance, PathwayContent
from pathways.domain.review.places import (
    PlaceKind,
    kind_of,
    list_places,
    principle_row,
    row_of_slug,
    slug_of,
    subject_row,
    tell_subjects,
)
from pathways.domain.rule.questions import StandardQuestion
from pathways.domain.rule.standards import Standard
from tests.domain.samples import SMALL, module

ASKING = Standard("own", "Own", "", questions=(StandardQuestion("insured", "Are you insured?"),))


def content(review_date: str = "") -> PathwayContent:
    modules = (module(1, "L2-AA-K01:I"),)
    return PathwayContent(
        "small", "Title", 2, modules=modules, assurance=Assurance(review_date=review_date)
    )


def test_every_row_fits_its_column_and_has_one_address() -> None:
    places = list_places(SMALL, content(), ASKING)
    assert len({place.row for place in places}) == len(places)
    for place in places:
        assert len(place.row) <= 20
        assert row_of_slug(slug_of(place.row)) == place.row
        assert kind_of(place.row) is place.kind
    assert {place.kind for place in places} == set(PlaceKind)


@pytest.mark.parametrize("slug", ["*", "line:KA", "a:facilitators", "q:insured"])
def test_the_key_of_a_row_is_no_address(slug: str) -> None:
    assert row_of_slug(slug) is None


def test_a_long_code_of_a_principle_is_cut_and_stays_one_of_its_own() -> None:
    assert len(principle_row("cultural-consideration")) == 20
    assert principle_row("cultural-consideration") != principle_row("cultural-consent")


def test_a_day_is_said_in_words() -> None:
    told = tell_subjects(SMALL, content(review_date="2027-03-31"))
    assert told[subject_row("review_date")] == "31 March 2027"
