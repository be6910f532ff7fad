"""The app under gunicorn, as in production, on a database of a test or a benchmark."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: the port it answers at, and its parent process."""

    port: int
    process: int

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def run_gunicorn(
    url: str,
    instance: Path,
    secret: str,
    *options: str,
    at: Path = ROOT,
    more: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> Iterator[Server]:
    """Run the server of a checkout until the block ends; `more` are further settings.

    What it says goes to `log`, if given.

    It may not be there yet when the block begins.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PATHWAYS_")},
        "PATHWAYS_DATABASE_URL": url,
        "PATHWAYS_INSTANCE": str(instance),
        "PATHWAYS_SECRET_KEY": secret,
        **(more or {}),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "python:pathways.production"]
    ours = ["--bind", f"127.0.0.1:{port}", "--log-level", "warning", *options]
    with (
        log.open("wb") if log else nullcontext() as said,
        subprocess.Popen(  # noqa: S603
            [*command, *ours, "wsgi:app"], env=environ, cwd=at, stderr=said
        ) as process,
    ):
        try:
            yield Server(port, process.pid)
        finally:
            process.terminate()
