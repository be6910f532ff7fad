"""What `make test` leaves out is named, and named rightly."""

from tests.policies.tree import ROOT
from tests.whole import PAGES


def test_every_file_that_one_engine_will_do_for_is_there() -> None:
    assert [name for name in sorted(PAGES) if not (ROOT / name).is_file()] == []
