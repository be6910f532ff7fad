"""Languages as providers write them, as the web names them."""

import pytest

from pathways.domain.pathway.languages import sort_languages


@pytest.mark.parametrize(
    ("names", "tags", "helps", "unnamed"),
    [
        (("English", "Welsh"), ("en", "cy"), (), ()),
        (("english ", "English"), ("en",), (), ()),
        (("English and Urdu",), ("en", "ur"), (), ()),
        (("Punjabi", "Panjabi"), ("pa",), (), ()),
        (("Scottish Gaelic", "Irish"), ("gd", "ga"), (), ()),
        (("British Sign Language",), (), ("British Sign Language",), ()),
        (("BSL",), (), ("BSL",), ()),
        (
            ("English", "British Sign Language interpreter on request"),
            ("en",),
            ("British Sign Language interpreter on request",),
            (),
        ),
        (("Polish on request",), (), ("Polish on request",), ()),
        (("Romani",), (), (), ("Romani",)),
        (("Plain words, Englishness",), (), (), ("Plain words, Englishness",)),
        ((), (), (), ()),
    ],
)
def test_what_a_course_is_taught_in(
    names: tuple[str, ...],
    tags: tuple[str, ...],
    helps: tuple[str, ...],
    unnamed: tuple[str, ...],
) -> None:
    found = sort_languages(names)
    assert (found.tags, found.helps, found.unnamed) == (tags, helps, unnamed)
