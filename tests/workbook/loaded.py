"""Tells, in a process apart, which parts of numpy are loaded once openpyxl is."""

import sys

import openpyxl  # noqa: F401  # it loads numpy wherever it finds it

if __name__ == "__main__":
    # A name without a module stands for one that may not be loaded.
    parts = [name for name in sys.modules if name.startswith("numpy.")]
    sys.stdout.write(" ".join(parts) or "none")
