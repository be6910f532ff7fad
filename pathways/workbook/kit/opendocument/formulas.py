"""Our formulas in the spelling of OpenDocument.

Addresses stand in brackets there, a semicolon stands between arguments and between the columns of
a list, and a bar between its rows. The functions that we use have the same names.
"""

import re
from typing import Final

from pathways.workbook.kit.places import LONGEST_FORMULA

_TOKEN: Final = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<list>\{[^{}]*\})
  | (?P<address>
      (?:(?P<sheet>[A-Za-z_]\w*)!)?
      (?P<first>\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6})
      (?::(?P<last>\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6}))?
      (?![\w(.!])
    )
  | (?P<word>[A-Za-z_][\w.]*)
  | (?P<comma>,)
    """,
    re.VERBOSE,
)
_IN_LIST: Final = re.compile(r'"(?:[^"]|"")*"|[,;]')
_SIGNS: Final = {",": ";", ";": "|"}


def in_opendocument(formula: str) -> str:
    """Return one of our own formulas as OpenDocument writes it."""
    if not formula.startswith("="):
        raise ValueError("A formula begins with an equals sign.")
    if len(formula) > LONGEST_FORMULA:
        raise ValueError("The formula is longer than Excel reads.")
    return f"of:{_TOKEN.sub(_respelled, formula)}"


def expression(rule: str) -> str:
    """Return what a name stands for, if it is no address, as OpenDocument writes it."""
    return in_opendocument(f"={rule}")


def range_address(cells: str) -> str:
    """Return the address of cells on a sheet that it names, or nothing where it is no address."""
    found = _TOKEN.fullmatch(cells)
    return _address(found) if found and found["address"] and found["sheet"] else ""


def _respelled(found: re.Match[str]) -> str:
    if found["list"]:
        return _IN_LIST.sub(lambda sign: _SIGNS.get(sign[0], sign[0]), found[0])
    if found["address"]:
        return f"[{_address(found)}]"
    return ";" if found["comma"] else found[0]


def _address(found: re.Match[str]) -> str:
    sheet = f"${found['sheet']}" if found["sheet"] else ""
    last = f":.{found['last']}" if found["last"] else ""
    return f"{sheet}.{found['first']}{last}"
