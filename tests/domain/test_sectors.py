"""Words of one's own filed under sectors, ways of teaching, and what is read from sentences."""

import pytest

from pathways.directory.filters import ALL_OF, KINDS, TAGS
from pathways.domain.pathway.content import Assurance, Details, Module, PathwayContent
from pathways.domain.pathway.provisions import (
    access_of,
    accredited_of,
    languages_of,
    refresher_of,
    ways_of,
)
from pathways.domain.pathway.sectors import (
    BELONGS,
    WITHIN,
    file_word,
    file_words,
    list_own,
    read_sectors,
)
from pathways.domain.pathway.vocabulary import SECTORS

NAMED = {
    "education": "Education",
    "criminal justice staff": "Police and justice",
    "emergency services": "Emergency services",
    "mental health services": "Mental health",
    "faith settings": "Faith",
    "healthcare": "Health",
    "social care": "Social care",
    "housing and homelessness services": "Housing and homelessness",
    "prison and probation": "Prison and probation",
    "social services": "Social care",
    "early years": "Early years",
    "private education": "Education",
    "further education": "Further education",
    "substance misuse services": "Drugs and alcohol",
    "third sector": "Voluntary and community",
}
"""The kinds of settings that the framework names, by a name for each."""


@pytest.mark.parametrize(("word", "sector"), NAMED.items(), ids=NAMED)
def test_all_that_the_framework_names_is_filed(word: str, sector: str) -> None:
    assert sector in file_word(word).sectors


@pytest.mark.parametrize(
    ("word", "sectors"),
    [
        ("Primary care", ("Health",)),
        ("Community pharmacy", ("Health",)),
        ("Dental care", ("Health",)),
        ("Mental health services", ("Mental health",)),
        ("practice nurses", ("Health",)),
        ("Nurseries", ("Early years",)),
        ("Youth offending team", ("Police and justice",)),
        ("Fire and rescue", ("Emergency services", "Fire and rescue")),
        ("Sport and leisure", ()),
        ("Nursery (Health)", ("Health",)),
        ("Primary care (none)", ()),
        ("Primary care (nowhere)", ("Health",)),
    ],
)
def test_a_word_is_filed_by_the_kept_list_or_as_it_says(
    word: str, sectors: tuple[str, ...]
) -> None:
    assert set(file_word(word).sectors) == set(sectors)


def test_the_list_knows_every_sector_and_no_other() -> None:
    assert set(BELONGS) == set(SECTORS)
    assert {*WITHIN, *WITHIN.values()} <= set(SECTORS)
    for sector in SECTORS:
        assert file_word(sector.upper()).word == sector


def test_own_words_stay_beside_what_they_are_filed_under() -> None:
    given = ("Dental care", "education", "Outreach (Faith)")
    assert file_words(given) == ("Health", "Education", "Faith", "Dental care", "Outreach")
    assert [one.word for one in list_own(given)] == ["Dental care", "Outreach"]


def test_a_question_names_sectors_alone_or_beside_other_words() -> None:
    assert read_sectors("GPs and nurses") == (("Health",), True)
    assert read_sectors("consent in schools") == (("Education",), False)
    assert read_sectors("") == ((), False)


def make(accessibility: str = "", module: str = "", **details: object) -> PathwayContent:
    return PathwayContent(
        "wm-tif-2024",
        "A pathway",
        1,
        details=Details(**details),  # type: ignore[arg-type]  # fields of details
        assurance=Assurance(accessibility=accessibility),
        modules=(Module("m1", "One", delivery=module),),
    )


@pytest.mark.parametrize(
    ("stated", "module", "ways"),
    [
        (("In person",), "In person, with a task", {"In person"}),
        (("In person", "Live online"), "", {"In person", "Live online", "Blended"}),
        (("In person",), "Live online", {"In person", "Live online", "Blended"}),
        (("In person", "Supervised practice"), "", {"In person", "Supervised practice", "Blended"}),
        (("Blended",), "", {"Blended"}),
        ((), "", set()),
    ],
)
def test_more_than_one_way_is_blended(stated: tuple[str, ...], module: str, ways: set[str]) -> None:
    assert set(ways_of(make(module=module, delivery=stated))) == ways


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("Step free with a hearing loop.", {"step-free", "loop"}),
        ("Rooms are not step-free. Captions are there.", {"captions"}),
        ("No lift, but wheelchair access from the yard", {"step-free"}),
        ("We cannot offer captions", set()),
        ("", set()),
    ],
)
def test_access_is_what_is_said_and_not_what_is_denied(said: str, keys: set[str]) -> None:
    assert set(access_of(make(said))) == keys


def test_what_learners_gain_and_when_they_come_back() -> None:
    cpd = "Certificate with nine hours of CPD; not externally accredited."
    assert accredited_of(make(accreditation=cpd)) == "cpd"
    assert accredited_of(make(accreditation="Accredited by a university")) == "accredited"
    assert accredited_of(make()) == "unstated"
    assert refresher_of(make(refresher_months=18)) == "24"
    assert refresher_of(make(refresher_months=25)) == "later"
    assert refresher_of(make()) == "unstated"
    spoken = make(languages=("English, BSL on request", "Klingon"))
    assert languages_of(spoken) == ("British Sign Language", "English", "Klingon")


def test_access_is_asked_as_a_whole() -> None:
    assert "access" in ALL_OF
    assert set(TAGS) <= set(KINDS)
