"""A file that claims to be a workbook, looked at before anything reads it.

The directory of the archive says how large its parts are, and Python never unpacks more than is
said there, so a sum over it is a bound. XML that declares anything of its own is refused.
"""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Final

PART_LIMIT: Final = 200
PART_SIZE: Final = 28 * 1024 * 1024
TOTAL_SIZE: Final = 34 * 1024 * 1024
RATIO: Final = 250
RATIO_FROM: Final = 1024 * 1024
"""A small part may be packed as tightly as it likes."""
SHEET_LIMIT: Final = 20

_AGAIN: Final = "Open it in Excel or LibreOffice, save it again as .xlsx, and bring that copy."
_DAMAGED: Final = f"The file is damaged or cut off. {_AGAIN}"
_NO_WORKBOOK: Final = "This is not an Excel workbook. Save it as .xlsx, and bring that file."
_MACROS: Final = (
    "The workbook holds macros. Save it as .xlsx, which holds none, and bring that copy."
)
_TOO_LARGE: Final = "The file is far larger, once unpacked, than what is read here."
_ODD: Final = f"The workbook is put together in an unusual way. {_AGAIN}"

_DECLARES: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_SHEET: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?sheet[\s/>]")
_MACRO_PARTS: Final = re.compile(r"vbaproject|macrosheets?/|/activex/|\.bas$|xl/dialogsheets/")
_DRAWINGS: Final = re.compile(r"^xl/drawings/[^/]*\.xml$")
_DRAWN_WORDS: Final = re.compile(rb"<(?:\w+:)?t>[^<]")
_MACRO_KINDS: Final = ("macroenabled", "vbaproject", "ms-office.activex")
_TYPES: Final = "[content_types].xml"
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\x4c\x6f", b"\0\0")
"""How XML in another encoding than UTF-8 begins."""
_XML: Final = (".xml", ".rels", ".vml")


class UnreadableBookError(ValueError):
    """A file that is not read. The message says why, and what to do."""


def check_archive(
    data: bytes, *, may_hold_macros: bool = False, is_opendocument: bool = False
) -> None:
    """Refuse what is no plain xlsx workbook of a sane size; UnreadableError with the reason.

    Macros are refused unless `may_hold_macros`: nothing here runs any, but a file that comes home
    has none. An OpenDocument file has another list of its parts.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(entries, may_hold_macros=may_hold_macros)
            names = {entry.filename.casefold() for entry in entries}
            if not is_opendocument and _TYPES not in names:
                raise UnreadableBookError(_NO_WORKBOOK)
            for entry in entries:
                part = archive.read(entry)
                _check_part(entry.filename, part)
                if entry.filename.casefold() == _TYPES and not may_hold_macros:
                    _check_types(part, names)
    except UnreadableBookError:
        raise
    except NotImplementedError:
        raise UnreadableBookError(_ODD) from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError):
        raise UnreadableBookError(_DAMAGED) from None
    except (RuntimeError, ValueError, LookupError, OverflowError):
        raise UnreadableBookError(_DAMAGED) from None


def _check_directory(entries: list[zipfile.ZipInfo], *, may_hold_macros: bool) -> None:
    names = [entry.filename.casefold() for entry in entries]
    if len(entries) > PART_LIMIT:
        raise UnreadableBookError(_TOO_LARGE)
    if len(set(names)) < len(names) or any("\\" in n or ".." in n.split("/") for n in names):
        raise UnreadableBookError(_ODD)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableBookError("The workbook asks for a password. Save a copy without one.")
    if any(
        entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries
    ):
        raise UnreadableBookError(_ODD)
    if not may_hold_macros and any(_MACRO_PARTS.search(name) for name in names):
        raise UnreadableBookError(_MACROS)
    sizes = [entry.file_size for entry in entries]
    if sum(sizes) > TOTAL_SIZE or max(sizes, default=0) > PART_SIZE:
        raise UnreadableBookError(_TOO_LARGE)
    if any(
        entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1)
        for entry in entries
    ):
        raise UnreadableBookError(_TOO_LARGE)


def _check_types(part: bytes, names: set[str]) -> None:
    """Refuse a workbook of which some part that is there is said to hold macros.

    Types that are said of no part are a program's habit: SheetJS names that of a binary workbook
    with macros in every file.
    """
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        said = fromstring(part)
    except ParseError:
        raise UnreadableBookError(_DAMAGED) from None
    endings = {name.rpartition(".")[2] for name in names}
    for one in said:
        kind = str(one.get("ContentType", "")).casefold()
        if not any(macro in kind for macro in _MACRO_KINDS):
            continue
        place = str(one.get("PartName", "")).removeprefix("/").casefold()
        if place in names or str(one.get("Extension", "")).casefold() in endings:
            raise UnreadableBookError(_MACROS)


def _check_part(name: str, part: bytes) -> None:
    name = name.casefold()
    if name.endswith(_XML) and part[:2] in _WIDE:
        # Read as bytes, such a part would hide what it declares.
        raise UnreadableBookError(_ODD)
    if _DECLARES.search(part):
        raise UnreadableBookError(_ODD)
    found = _ENCODING.search(part[:400].removeprefix(b"\xef\xbb\xbf"))
    if found and found[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise UnreadableBookError(_ODD)
    if name.endswith(_XML) and "workbook" in name and len(_SHEET.findall(part)) > SHEET_LIMIT:
        raise UnreadableBookError(f"The workbook has more than {SHEET_LIMIT} sheets.")


def list_unread(data: bytes) -> list[str]:
    """Return the places beside the cells of a workbook that hold words, which nobody reads."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        drawn = (name for name in archive.namelist() if _DRAWINGS.search(name.casefold()))
        has_boxes = any(_DRAWN_WORDS.search(archive.read(name)) for name in drawn)
    return ["text boxes"] if has_boxes else []
