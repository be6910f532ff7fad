"""The page of trust says what was measured, and no more."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.trust.asvs import proofs_in
from tests.trust.figure import Figure, read_figures
from tests.trust.page import Measured, read_page, write_page
from tests.trust.results import read_results

FIGURES = (
    Figure(1, "First", "none", "somebody", ("tests/trust",)),
    Figure(2, "Second", "all of it", "nobody's", ("tests/trust",), gap="Nobody looked."),
)

TESTS = """
import pytest

@pytest.mark.parametrize("count", [7, 1000])
def test_good(count, record_property):
    record_property("measured", f"{count} kills, 0 lost, no answer of 5xx")

def test_bad():
    assert False

def test_left_out():
    pytest.skip("no browser")
"""


def test_what_is_known_stays_where_another_figure_is_proved_anew(tmp_path: Path) -> None:
    page = tmp_path / "trust.md"
    known = {1: Measured("3 | 4 kills, 0 lost", is_met=True, seconds=12)}
    write_page(page, FIGURES, known)
    found = read_page(page)
    assert found[1] == Measured("3 / 4 kills, 0 lost", is_met=True, seconds=12)
    assert found[2] == Measured("not measured yet", is_met=False, seconds=0)
    assert "- **2, Second**: Nobody looked." in page.read_text()


def test_a_test_that_fails_or_is_left_out_proves_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(TESTS)
    results = tmp_path / "results.xml"
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", f"--junitxml={results}", "."],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    found = read_results(results)
    assert (found.passed, found.failed, found.measured) == (
        2,
        2,
        ("1,007 kills, 0 lost, no answer of 5xx",),
    )


def test_what_a_test_measured_is_read_where_nothing_runs_beside_it(tmp_path: Path) -> None:
    results = tmp_path / "results.xml"
    test = "tests/trust/test_asvs.py::test_whatever_is_named_is_there"
    subprocess.run(  # every argument is our own
        [sys.executable, "-m", "pytest", "-q", "-n", "0", f"--junitxml={results}", test],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
        check=False,
    )
    found = read_results(results)
    assert (found.passed, found.failed, len(found.measured)) == (1, 0, 1)


@pytest.mark.parametrize("figure", read_figures(), ids=lambda figure: str(figure.number))
def test_every_figure_names_tests_that_are_there(figure: Figure) -> None:
    root = Path(__file__).parents[2]
    assert figure.tests
    parts = [name.partition("::") for name in figure.tests]
    assert [file for file, _, _test in parts if not (root / file).exists()] == []
    assert [test for file, _, test in parts if test and test not in proofs_in(file)] == []


def test_no_figure_stands_twice() -> None:
    numbers = [figure.number for figure in read_figures()]
    assert numbers == sorted(set(numbers))
