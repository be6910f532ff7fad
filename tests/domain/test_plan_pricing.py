"""At which price a plan counts a course, and how the price of a run of its own is told."""

from dataclasses import replace
from datetime import date

import pytest

from pathways.domain.need.costs import Price
from pathways.domain.pathway.content import Details
from pathways.domain.pathway.facts import run_price
from pathways.domain.pathway.run import Run
from pathways.domain.plan.plan import Plan
from pathways.domain.plan.pricing import CountedPrice, PriceSource, price_for
from pathways.domain.plan.progress import Quote
from pathways.domain.plan.question import CourseRun
from pathways.domain.plan.sentences import dates_words, priced_said, prices_words
from tests.factories import make_plan

LISTED = Price(9_500, "person", "added", 6, 24)
GROUP = Price(312_000, "group", "added", 6, 24)
IN_HOUSE = Run(date(2027, 3, 9), date(2027, 3, 10), area="Coventry", price_pence=8_000)
OPEN = replace(IN_HOUSE, is_open=True)
AGREED = Run(area="Dudley", price_pence=8_500)


@pytest.mark.parametrize(
    ("listed", "quote", "runs", "expected"),
    [
        (LISTED, None, (), CountedPrice(LISTED)),
        # What was quoted comes first; sizes of groups are those of the course.
        (
            LISTED,
            Quote(300_000, "group", "exempt"),
            (IN_HOUSE,),
            CountedPrice(Price(300_000, "group", "exempt", 6, 24), PriceSource.QUOTED),
        ),
        (LISTED, Quote(0, "", ""), (), CountedPrice(Price(0, "", "", 6, 24), PriceSource.QUOTED)),
        # Asked, and no amount said yet.
        (LISTED, Quote(dates="In May"), (), CountedPrice(LISTED)),
        # Each run that can be had has its own price: the dearest counts.
        (
            LISTED,
            None,
            (IN_HOUSE, AGREED),
            CountedPrice(LISTED._replace(pence=8_500), PriceSource.RUNS),
        ),
        # One of them is had at the published price.
        (LISTED, None, (IN_HOUSE, replace(AGREED, price_pence=None)), CountedPrice(LISTED)),
        # What is full, or not in the days asked for, is not had.
        (
            LISTED,
            None,
            (
                IN_HOUSE,
                replace(IN_HOUSE, places_left=0, price_pence=20_000),
                replace(IN_HOUSE, starts_on=date(2028, 3, 9), ends_on=date(2028, 3, 9)),
            ),
            CountedPrice(LISTED._replace(pence=8_000), PriceSource.RUNS),
        ),
        # A place on an open run says nothing of the price of a whole group.
        (GROUP, None, (OPEN,), CountedPrice(GROUP)),
        (LISTED, None, (OPEN,), CountedPrice(LISTED._replace(pence=8_000), PriceSource.RUNS)),
        (LISTED, None, (replace(OPEN, price_pence=9_500),), CountedPrice(LISTED)),
    ],
)
def test_the_price_that_counts(
    listed: Price, quote: Quote | None, runs: tuple[Run, ...], expected: CountedPrice
) -> None:
    first, last = date(2027, 1, 1), date(2027, 12, 31)
    assert price_for(listed, quote, runs, first, last) == expected


def test_a_place_on_an_open_run_is_priced_for_a_person_and_one_in_house_as_its_offer() -> None:
    details = Details(price_pence=312_000, price_basis="group", vat="added")
    assert run_price(OPEN, details) == "£80 a person, VAT is added"
    assert run_price(IN_HOUSE, details) == "£80 a group, VAT is added"


def test_dates_say_what_a_run_costs_by_itself() -> None:
    first = make_plan().courses[0]
    own = CourseRun("2027-01-12", "2027-01-13", "Canal House", False, True, 6, 19_500)
    group = replace(first, price=GROUP, dates=(own, own._replace(is_open=False, price_pence=0)))
    assert dates_words(group) == (
        "12 to 13 January 2027, Canal House, at £195 a person; "
        "12 to 13 January 2027, Canal House, free"
    )


def test_a_plan_says_which_prices_are_not_those_published() -> None:
    plan = make_plan()
    assert prices_words(plan, "2 May 2027") == "prices as published on 2 May 2027"
    first = replace(plan.courses[0], priced=PriceSource.QUOTED)
    quoted = replace(plan, courses=(first, *plan.courses[1:]))
    assert prices_words(quoted, "2 May 2027").endswith("2027 where no other is named")
    assert [priced_said(course) for course in quoted.courses[:2]] == ["as quoted to you", ""]
    plain = quoted.to_plain()
    assert Plan.from_plain(plain) == quoted
    # One that was kept before this was said.
    for course in plain["courses"]:
        del course["priced"]
        course["dates"] = [list(run)[:6] for run in course["dates"]]
    assert Plan.from_plain(plain) == plan
