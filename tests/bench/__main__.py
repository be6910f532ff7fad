"""`make bench`: how fast things are, each beside what it is compared with.

Without a name, everything is measured; `python -m tests.bench clicks pages` measures some. A
number is how many offers a region has at most: `python -m tests.bench directory 100000`.
"""

import platform
import sys

from tests.bench import (
    briefs,
    bringing,
    browser,
    clicks,
    coverage,
    directory,
    keeping,
    marking,
    pages,
    returning,
    server,
    workbooks,
)

SECTIONS = {
    "clicks": clicks.run,
    "coverage": coverage.run,
    "pages": pages.run,
    "workbooks": workbooks.run,
    "bringing": bringing.run,
    "marking": marking.run,
    "returning": returning.run,
    "keeping": keeping.run,
    "briefs": briefs.run,
    "browser": browser.run,
    "server": server.run,
}

DIRECTORY = "directory"


def main(wanted: list[str]) -> int:
    """Measure the sections that are wanted."""
    most = max((int(word) for word in wanted if word.isdecimal()), default=directory.USUAL)
    wanted = [word for word in wanted if not word.isdecimal()]
    known = [*SECTIONS, DIRECTORY]
    if unknown := set(wanted) - set(known):
        print(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(known)}.")
        return 2
    print(f"Python {platform.python_version()}, {platform.machine()}. Ratios matter; times are for")
    print("scale. Things that are compared take turns, and the middle of all turns is shown.")
    print("Processor time is meant, except for the disk, returned workbooks, the browser, the")
    print("start of the server, and the directory.")
    for name, run in SECTIONS.items():
        if not wanted or name in wanted:
            run()
    if not wanted or DIRECTORY in wanted:
        directory.run(most)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
