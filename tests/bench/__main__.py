"""`make bench`: how fast things are, each beside what it is compared with.

Without a name, everything is measured; `python -m tests.bench clicks pages` measures some.
"""

import platform
import sys

from tests.bench import browser, clicks, coverage, pages, returning, server, workbooks

SECTIONS = {
    "clicks": clicks.run,
    "coverage": coverage.run,
    "pages": pages.run,
    "workbooks": workbooks.run,
    "returning": returning.run,
    "browser": browser.run,
    "server": server.run,
}


def main(wanted: list[str]) -> int:
    """Measure the sections that are wanted."""
    if unknown := set(wanted) - SECTIONS.keys():
        print(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}.")
        return 2
    print(f"Python {platform.python_version()}, {platform.machine()}. Ratios matter; times are for")
    print("scale. Things that are compared take turns, and the middle of all turns is shown.")
    print("Processor time is meant, except for the disk, returned workbooks, the browser and the")
    print("start of the server.")
    for name, run in SECTIONS.items():
        if not wanted or name in wanted:
            run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
