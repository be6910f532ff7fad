"""What each folder of tests costs, at the end of every run: seconds of processor, so that two runs
can be compared whatever else the machine does.

Counted are this process and the children that it waited for (a reader of workbooks, LibreOffice).
A browser and PostgreSQL run beside it, and are told of by themselves as they end: they served all
tests of their worker, and not the one that happened to be its last.
"""

import os
from collections import Counter
from collections.abc import Generator
from typing import Any, Final

import pytest

_DEAREST: Final = 20
"""So many functions are named with what all their cases cost."""

_BESIDE: Final = "what ran beside: browsers, PostgreSQL"

_STARTED = pytest.StashKey[float]()
_CALLED = pytest.StashKey[float]()
_IS_LAST = pytest.StashKey[bool]()


def _spent() -> float:
    return sum(os.times()[:4])


class Ledger:
    """Adds up what the workers report."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.tests: Counter[str] = Counter()
        self.functions: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Book a test that has ended."""
        spent = getattr(report, "processor", None)
        if spent is not None:
            folder = "/".join(report.nodeid.split("::")[0].split("/")[:2])
            self.seconds[folder] += spent
            self.seconds[_BESIDE] += getattr(report, "beside", 0)
            self.tests[folder] += 1
            self.functions[report.nodeid.partition("[")[0]] += spent

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Print the account, the dearest first."""
        terminalreporter.section("seconds of processor")
        for folder, seconds in self.seconds.most_common():
            terminalreporter.write_line(f"{seconds:8.1f}  {self.tests[folder]:5}  {folder}")
        total = self.seconds.total()
        terminalreporter.write_line(f"{total:8.1f}  {self.tests.total():5}  in all")
        for function, seconds in self.functions.most_common(_DEAREST):
            terminalreporter.write_line(f"{seconds:8.1f}  {function}")


def pytest_configure(config: pytest.Config) -> None:
    """Keep the ledger where reports arrive: in the process that starts the workers."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Ledger(), "ledger")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Look at the clock before a test's first fixture."""
    item.stash[_STARTED] = _spent()
    item.stash[_IS_LAST] = nextitem is None
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put what was spent onto a test's last report, which also crosses from worker to master.

    What runs for all tests ends after the last one, and what it cost is known from then on.
    """
    report = yield
    if call.when == "call":
        item.stash[_CALLED] = _spent()
    if call.when == "teardown":
        spent, until = _spent(), item.stash.get(_CALLED, item.stash[_STARTED])
        beside = spent - until if item.stash[_IS_LAST] else 0.0
        report.processor = spent - beside - item.stash[_STARTED]  # type: ignore[attr-defined]
        report.beside = beside  # type: ignore[attr-defined]
    return report
