"""`make faults`: plant each known fault by itself, and see whether the tests notice.

`python -m tests.faults` plants all of them, two at a time; words after it choose those whose name,
kind or floor holds one of them. `--jobs 1` plants one at a time, `--record` writes down which were
caught, `--check` looks only whether every fault has its place.
"""

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from tests.faults.checkout import Checkout, Run, load_libraries
from tests.faults.fault import RECORD, ROOT, Fault, list_problems, read_faults, read_record

_Job = TypeVar("_Job")

_HEAD = "# Which faults were caught when this was written: none may be missed again.\n[caught]\n"
_CAUGHT = 1
"""What pytest says where tests were run and some of them failed."""


def main(arguments: Sequence[str]) -> int:
    """Plant what is asked for; 1 where a fault went unnoticed, 2 where nothing can be said."""
    asked = _parser().parse_args(arguments)
    everything = read_faults()
    if problems := list_problems(everything, ROOT):
        print("\n".join(problems))
        return 2
    faults = [fault for fault in everything if _is_wanted(fault, asked.words)]
    if not faults:
        print("No fault has this word in its name, kind or floor.")
        return 2
    if asked.check:
        print(f"{len(faults)} faults, each with its place.")
        return 0
    load_libraries()
    with tempfile.TemporaryDirectory(prefix="pathways-faults-") as folder:
        checkouts = [Checkout.copy(Path(folder) / str(i)) for i in range(max(1, asked.jobs))]
        if not asked.hurry and not _is_clean(checkouts, faults):
            return 2
        runs = _plant(checkouts, faults)
    if asked.record:
        _write_record(runs)
    return _sum_up(faults, runs)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("words", nargs="*", help="plant only faults that have one of these words")
    parser.add_argument("--jobs", type=int, default=2, help="how many are planted at a time")
    parser.add_argument("--record", action="store_true", help=f"write {RECORD.name}")
    parser.add_argument("--hurry", action="store_true", help="skip the run without any fault")
    parser.add_argument("--check", action="store_true", help="run no test")
    return parser


def _is_wanted(fault: Fault, words: Sequence[str]) -> bool:
    told = f"{fault.floor}: {fault.kind}: {fault.name}".lower()
    return not words or any(word.lower() in told for word in words)


def _is_clean(checkouts: Sequence[Checkout], faults: Sequence[Fault]) -> bool:
    """Whether all tests that are named pass while nothing is wrong, file by file."""
    files: dict[tuple[str, str], dict[str, None]] = {}
    for fault in faults:
        for test in fault.tests:
            files.setdefault((fault.engine, test.partition("::")[0]), {})[test] = None
    jobs = [(engine, tuple(tests)) for (engine, _file), tests in files.items()]
    is_clean = True
    begun = time.monotonic()
    for (engine, _tests), run in _share_out(checkouts, _run_clean, jobs):
        if run.code:
            is_clean = False
            print(f"On {engine}, without any fault:\n{run.printed}", flush=True)
    print(f"All tests without any fault: {time.monotonic() - begun:.0f} s\n", flush=True)
    return is_clean


def _run_clean(checkout: Checkout, job: tuple[str, tuple[str, ...]]) -> Run:
    engine, tests = job
    return checkout.run(tests, engine, is_planted=False)


def _plant(checkouts: Sequence[Checkout], faults: Sequence[Fault]) -> dict[str, Run]:
    """Try each fault in whichever checkout is free, and print it as soon as it is known."""
    runs: dict[str, Run] = {}
    for fault, run in _share_out(checkouts, Checkout.try_fault, faults):
        runs[fault.name] = run
        print(_row(fault, run), flush=True)
    return runs


def _share_out(
    checkouts: Sequence[Checkout], work: Callable[[Checkout, _Job], Run], jobs: Sequence[_Job]
) -> Iterator[tuple[_Job, Run]]:
    """Do each job in whichever checkout is free; yield what came of it in the order of the ends."""
    fork = multiprocessing.get_context("fork")
    waiting, done = fork.SimpleQueue(), fork.SimpleQueue()

    def serve(checkout: Checkout) -> None:
        while (number := waiting.get()) is not None:
            done.put((number, work(checkout, jobs[number])))

    workers = [fork.Process(target=serve, args=(checkout,)) for checkout in checkouts]
    for number in (*range(len(jobs)), *(None for _ in workers)):
        waiting.put(number)
    for worker in workers:
        worker.start()
    for _ in jobs:
        number, run = done.get()
        yield jobs[number], run
    for worker in workers:
        worker.join()


def _row(fault: Fault, run: Run) -> str:
    told = run.first if run.code == _CAUGHT else f"NOT CAUGHT (pytest ends with {run.code})"
    return f"{run.seconds:5.0f} s  {fault.floor}: {fault.name}\n         {told}"


def _write_record(runs: dict[str, Run]) -> None:
    """Write which faults were caught; what is known of others stays."""
    known = {**read_record(), **{name: run.code == _CAUGHT for name, run in runs.items()}}
    lines = [f'"{name}" = {"true" if is_so else "false"}' for name, is_so in sorted(known.items())]
    RECORD.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _sum_up(faults: Sequence[Fault], runs: dict[str, Run]) -> int:
    record = read_record()
    missed = [fault for fault in faults if runs[fault.name].code != _CAUGHT]
    kinds = len({fault.kind for fault in faults})
    print(
        f"\n{len(faults)} faults of {kinds} kinds planted, {len(faults) - len(missed)} caught, "
        f"{len(missed)} missed."
    )
    for fault in missed:
        before = " It was caught before." if record.get(fault.name) else ""
        print(f"Missed: {fault.name} ({fault.file}).{before}")
        print("\n".join(runs[fault.name].printed.splitlines()[-4:]))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
