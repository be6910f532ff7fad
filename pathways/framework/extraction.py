"""The words of a document that a user brings, read in a process of its own.

Run as `python -m pathways.framework.extraction`: the document's bytes on standard input, after a
line of JSON with the name and the fingerprints; one line of JSON comes back. A document can be
broken or hostile, and readers of PDF and Word are large; here it can use up its own share of time
and memory only, and the caller checks every text that comes back against its fingerprint.
"""

import io
import json
import re
import sys
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any, Final

from pathways.domain.framework.fingerprints import Fingerprint, find, normalise
from pathways.fences import keep_within
from pathways.framework.furniture import without_furniture
from pathways.framework.typesetting import set_plain
from pathways.word import UnreadableWordError, read_document, word_parts

MEMORY: Final = 1_500 * 1024 * 1024
SECONDS: Final = 90
TEXT_LIMIT: Final = 1_000_000
PAGE_LIMIT: Final = 1_000

_BLOCKS: Final = frozenset(
    ("address", "article", "aside", "blockquote", "br", "dd", "details", "div", "dl", "dt",
     "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
     "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
     "thead", "tr", "ul")
)  # fmt: skip
_SILENT: Final = frozenset(("script", "style", "title", "template", "noscript"))


class UnreadableCopyError(ValueError):
    """A document that no words can be taken from. The message says why, and what to do."""


def read_words(data: bytes, name: str) -> str:
    """Return the words of a document by what it is, whatever its name says."""
    if not data.strip():
        raise UnreadableCopyError("The file is empty")
    if b"%PDF-" in data[:1024]:
        text = _read_pdf(data)
    elif data.startswith(b"PK\x03\x04"):
        text = _read_word(data)
    elif data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise UnreadableCopyError(
            "This is an older kind of document. Save it as Word (.docx), PDF or plain text"
        )
    else:
        text = _decoded(data)
        if _looks_like_html(text, name):
            text = _read_html(text)
    if not normalise(text[:TEXT_LIMIT]):
        raise UnreadableCopyError(
            "The file holds no text. A scan must be turned into text first (OCR)"
        )
    if len(text) > TEXT_LIMIT:
        raise UnreadableCopyError(
            f"The file holds {len(text):,} characters, far more than the framework. "
            f"Up to {TEXT_LIMIT:,} are read"
        )
    return text


def find_wording(text: str, wanted: Iterable[Fingerprint]) -> tuple[dict[Fingerprint, str], int]:
    """Return the wording of each statement found, and how many letters follow the last of them.

    The text is searched as it is, then what is still missing without page furniture.
    """
    missing = set(wanted)
    found: dict[Fingerprint, str] = {}
    tail = len(normalise(text))
    for document in (text, without_furniture(text)):
        if not missing:
            break
        places = find(document, missing)
        ends = [place.end for stretches in places.values() for place in stretches]
        if ends:
            tail = min(tail, len(normalise(document[max(ends) :])))
        for one, stretches in places.items():
            first = stretches[0]
            found[one] = set_plain(document[first.start : first.end], document)
        missing -= places.keys()
    return found, tail


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise UnreadableCopyError("This kind of file cannot be read. Bring text, HTML, PDF or Word")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Windows programs write as plain text in English.
        return data.decode("cp1252", "replace")


def _looks_like_html(text: str, name: str) -> bool:
    start = text[:4096].lower()
    return "<html" in start or "<!doctype html" in start or name.lower().endswith((".html", ".htm"))


class _HtmlWords(HTMLParser):
    """Collects what a browser would show."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        if tag in _BLOCKS:
            self.parts.append("\n\n• " if tag == "li" else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        if tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            # Line breaks in the source of a page are blanks.
            self.parts.append(re.sub(r"\s+", " ", data))


def _read_html(text: str) -> str:
    words = _HtmlWords()
    words.feed(text)
    words.close()
    return "".join(words.parts)


def _read_word(data: bytes) -> str:
    try:
        tree = read_document(data)
    except UnreadableWordError as error:
        raise UnreadableCopyError(str(error)) from error
    boxes: list[Any] = []
    text = "".join(word_parts(tree, boxes))
    while boxes:
        # Text boxes stand inside a paragraph that goes on after them.
        text += "\n\n" + "".join(word_parts(boxes.pop(0), boxes))
    return text


def _read_pdf(data: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableCopyError("The PDF asks for a password. Save a copy without one")
        if len(reader.pages) > PAGE_LIMIT:
            raise UnreadableCopyError(f"The PDF has more than {PAGE_LIMIT:,} pages")
        return "\n\f\n".join(page.extract_text() for page in reader.pages)
    except (FileNotDecryptedError, DependencyError) as error:
        raise UnreadableCopyError("The PDF is locked. Save a copy without a password") from error
    except UnreadableCopyError:
        raise
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, OSError) as error:
        # pypdf meets broken files with whatever Python raises.
        raise UnreadableCopyError("The PDF is damaged or cut off") from error


def main() -> None:
    """Read a request from standard input, and answer it on standard output."""
    keep_within(MEMORY, SECONDS)
    ask = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    answer: dict[str, Any]
    try:
        text = read_words(data, ask["name"])
        found, tail = find_wording(text, [Fingerprint(*one) for one in ask["wanted"]])
        answer = {"found": {one.sha256: words for one, words in found.items()}, "tail": tail}
    except UnreadableCopyError as error:
        answer = {"problem": str(error)}
    except (MemoryError, RecursionError):
        answer = {"problem": "Reading the file takes too much memory"}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
