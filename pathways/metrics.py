"""Figures for whoever watches over a copy, in the form that Prometheus reads.

Counted are the route of a request, its method and the status of its answer: names of our own, and
never an address, a person or an organisation, so that their number is bounded and nothing private
stands among them. The library is loaded only where `PATHWAYS_METRICS` is set, and by this file
alone.
"""

import hmac
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, current_app, request

from pathways.domain.work import Work
from pathways.logs import seconds_gone

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram, Metric

_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable: where the processes of one server lay their counts together."""
_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as it stands now: its name, what it says, and its value for each label.

    `label` is the name of the one label; empty where there is a single value, under "".
    """

    name: str
    about: str
    values: dict[str, float]
    label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Collected:
    """Readings, as the library asks for them."""

    readings: tuple[Reading, ...]

    def collect(self) -> Iterable["Metric"]:
        """Yield each in the library's own form."""
        from prometheus_client.core import GaugeMetricFamily

        for reading in self.readings:
            labels = [reading.label] if reading.label else None
            family = GaugeMetricFamily(reading.name, reading.about, labels=labels)
            for key, value in reading.values.items():
                family.add_metric([key] if labels else [], value)
            yield family


@dataclass(frozen=True, slots=True)
class _Counts:
    """What a process counts as it answers."""

    requests: "Counter"
    seconds: "Histogram"
    refused: "Counter"


def init_app(app: Flask) -> None:
    """Count from now on, where this copy is watched."""
    app.extensions["counts"] = None
    if app.config["METRICS"]:
        app.extensions["counts"] = _begin_counts()
        app.after_request(_count)


def _begin_counts() -> _Counts:
    from prometheus_client import Counter, Histogram, disable_created_metrics

    disable_created_metrics()  # type: ignore[no-untyped-call]
    counts = _Counts(
        Counter(
            "pathways_requests",
            "Requests answered, by the name of their route, method and status.",
            ("endpoint", "method", "status"),
            registry=None,
        ),
        Histogram(
            "pathways_request_seconds",
            "Seconds from a request's arrival in the app until its answer was made.",
            ("endpoint",),
            registry=None,
            buckets=_SECONDS,
        ),
        Counter(
            "pathways_turns_refused",
            "Costly work that was refused: 429 to who had theirs, 503 where others had all turns.",
            ("work", "status"),
            registry=None,
        ),
    )
    # An alert watches a count rise from 0, and can watch none that is not there yet.
    for work in Work:
        for status in ("429", "503"):
            counts.refused.labels(work.key, status)
    return counts


def _found() -> _Counts | None:
    counts: _Counts | None = current_app.extensions["counts"]
    return counts


def _count(response: Response) -> Response:
    counts = _found()
    assert counts is not None  # noqa: S101  # the hook is there with them
    # What leads nowhere, and methods that nobody has heard of, are one each.
    endpoint = request.endpoint or "none"
    method = request.method if request.method in _METHODS else "other"
    counts.requests.labels(endpoint, method, str(response.status_code)).inc()
    gone = seconds_gone()
    if gone is not None:
        counts.seconds.labels(endpoint).observe(gone)
    return response


def count_refused(work: Work, status: int) -> None:
    """Count that somebody was refused a turn at costly work."""
    if counts := _found():
        counts.refused.labels(work.key, str(status)).inc()


def is_watcher(secret: str | None) -> bool:
    """Whether whoever asks may read the figures."""
    expected: str = current_app.config["METRICS"]
    return bool(expected) and hmac.compare_digest((secret or "").encode(), expected.encode())


def write_figures(*readings: Reading) -> Response:
    """Return all that was counted, by all processes of this server, and what was read just now."""
    from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    registry.register(_Collected(readings))
    if os.environ.get(_FOLDER):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    elif counts := _found():
        for metric in (counts.requests, counts.seconds, counts.refused):
            registry.register(metric)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def share_counts() -> str | None:
    """Make the folder in which processes of one server lay their counts together.

    For a server of several processes, before it makes the app. None where nobody watches, or where
    the folder was named from outside.
    """
    if not os.environ.get("PATHWAYS_METRICS") or os.environ.get(_FOLDER):
        return None
    folder = mkdtemp(prefix="pathways-metrics-")
    os.environ[_FOLDER] = folder
    return folder


def forget_counts(folder: str | None) -> None:
    """Take that folder away, once the server is at its end."""
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
