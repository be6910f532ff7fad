"""Names of files that are handed out."""

import pytest

from pathways.downloads import file_stem


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Behind the front desk: for teams", "behind-the-front-desk-for-teams"),
        (
            "Behind the front desk: trauma awareness for primary care teams in towns",
            "behind-the-front-desk-trauma-awareness-for-primary-care",
        ),
        ("word " * 12, "-".join(["word"] * 12)),
        ("x" * 80, "x" * 60),
        ("\u0645\u0631\u062d\u0628\u0627", "pathway"),
    ],
)
def test_the_name_of_a_file_is_cut_between_words(title: str, stem: str) -> None:
    assert file_stem(title) == stem
    assert len(stem) <= 60
