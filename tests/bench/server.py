"""A copy of the app under gunicorn, as in production: its start, its memory, its answers."""

import resource
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from http.client import HTTPConnection

import psutil

from tests.bench.printing import heading, line, micro
from tests.bench.rounds import take_turns
from tests.bench.stage import SECRET, Stage, open_stage
from tests.gunicorn import Server, run_gunicorn

ROUNDS = 7
COMMAND = ("-m", "flask", "--app", "wsgi", "pathway", "--help")
LIBRARIES = "import flask, sqlalchemy.orm, wtforms, flask_wtf"


def serve(stage: Stage) -> AbstractContextManager[Server]:
    """Run gunicorn on the stage's database, two workers started from one, until the block ends."""
    return run_gunicorn(stage.url, stage.folder, SECRET)


def ask(port: int, path: str, cookie: str = "") -> int:
    """Ask for a page until the server is there; return the status."""
    for _ in range(4000):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            status = connection.getresponse().status
            connection.close()
        except ConnectionError:
            time.sleep(0.002)
        else:
            return status
    raise TimeoutError(path)


def run() -> None:
    """Measure the first page after the start, and what each worker keeps to itself."""
    heading("Start and memory: gunicorn as in production, 2 workers of 4 threads")
    with open_stage() as stage:
        with stage.app.app_context():
            pathways = [stage.make_pathway(2, size).pathway for size in (20, 20)]

        def start() -> None:
            with serve(stage) as server:
                assert ask(server.port, "/sign-in") == 200

        def libraries() -> None:
            subprocess.run([sys.executable, "-c", LIBRARIES], check=True)  # noqa: S603

        times = take_turns({"start": start, "libraries": libraries}, ROUNDS, warm_up=1)
        line("From the command to the first page, and stopped again", micro(times.median("start")))
        line(f"python -c '{LIBRARIES}'", micro(times.median("libraries")))
        line("Ratio", f"{times.ratio('start', 'libraries')[0]:.2f}")
        _commands()
        with serve(stage) as server:
            ask(server.port, "/sign-in")
            _memory(server, "after the first page")
            for turn in range(200):
                path = ("", "/coverage", "/matrix")[turn % 3]
                ask(server.port, f"/pathways/{pathways[turn % 2]}{path}", stage.browser.cookie)
            _memory(server, "after 200 pages of the builder, coverage and matrix")
            for turn in range(6):
                path = f"/pathways/{pathways[turn % 2]}/qa-matrix.xlsx"
                assert ask(server.port, path, stage.browser.cookie) == 200
            _memory(server, "after 6 workbooks of 20 modules")


def _commands() -> None:
    """Measure a command that does nothing, beside the libraries: processor time of the process."""
    things = {
        "command": lambda: _child(*COMMAND),
        "libraries": lambda: _child("-c", LIBRARIES),
    }
    times = take_turns(things, ROUNDS, warm_up=1, clock=_children)
    line("`flask --app wsgi pathway --help`, processor time", micro(times.median("command")))
    ratio = times.ratio("command", "libraries")[0]
    line("Ratio to the libraries alone", f"{ratio:.2f}")


def _child(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)  # noqa: S603


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(server: Server, when: str) -> None:
    workers = psutil.Process(server.process).children()
    private = [worker.memory_full_info().uss / 2**20 for worker in workers]
    figures = " and ".join(f"{size:.1f}" for size in sorted(private))
    line(f"Private to each worker {when}", f"{figures} MiB", "10 has been reached")
