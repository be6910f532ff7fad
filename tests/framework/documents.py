"""Invented statements, and copies of a document that holds them, in the layouts that people have.

Nothing here is the framework's: its wording stays out of the repository, so the index of a test's
database is given the fingerprints of these sentences instead.
"""

import html
import io
import random
import textwrap
import zipfile
from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa

from pathways.db import transaction
from pathways.domain.framework.fingerprints import Fingerprint, fingerprint
from pathways.models.framework import CompetencyRow

WORDS = (
    "lantern", "harbour", "officially", "pebble", "waterfall", "orchard", "well-being", "quietly",
    "different", "meadow", "carriage", "thistle", "understanding", "sandstone", "afternoon",
    "ferry", "saffron", "umbrella", "hedgerow", "compass",
)  # fmt: skip
TAIL = "Recommendations and a glossary follow here, as in the published document. " * 40


@cache
def statements(count: int = 419) -> tuple[str, ...]:
    """Return sentences that nobody published, each with a number in words of its own."""
    chance = random.Random(7)  # noqa: S311  # invented text, not a secret
    made = []
    for number in range(count):
        words = " ".join(chance.choices(WORDS, k=12))
        name = "".join(WORDS[int(digit)] for digit in str(number))
        made.append(f"Know the {words} of {name}, and the {' '.join(chance.choices(WORDS, k=4))}.")
    return tuple(made)


def prints(count: int = 419) -> dict[str, Fingerprint]:
    """Return the fingerprints of the sentences, by an invented code in order."""
    return {f"L1-KA-K{at:03}": fingerprint(words) for at, words in enumerate(statements(count))}


def use_invented_statements() -> dict[str, str]:
    """Give the database's competencies the fingerprints of the sentences; return them by code."""
    wording = {}
    with transaction() as session:
        rows = session.scalars(sa.select(CompetencyRow).order_by(CompetencyRow.position))
        for row, words in zip(rows, statements(), strict=True):
            one = fingerprint(words)
            row.length, row.sha256 = one.length, one.sha256
            wording[row.code] = words
    return wording


def as_text(parts: Sequence[str]) -> bytes:
    """One statement a paragraph, wrapped."""
    return "\n\n".join([*(textwrap.fill(part, 70) for part in parts), TAIL]).encode()


def as_markdown(parts: Sequence[str]) -> bytes:
    """A list with the first words in bold."""
    items = (f"- **{part[:8]}**{part[8:]}" for part in parts)
    return "\n".join(["# Skills", *items, "", TAIL]).encode()


def as_html(parts: Sequence[str]) -> bytes:
    """A table with tags and entities inside the statements."""
    rows = "".join(
        f"<tr><td>{at}</td>\n<td><p>{html.escape(part[:20])}<em>{html.escape(part[20:])}</em>"
        f"&nbsp;</p></td></tr>"
        for at, part in enumerate(parts)
    )
    styles = "<style>td { color: red }</style><script>var x = '<td>';</script>"
    page = f"<!doctype html><html><head>{styles}</head><body><table>{rows}</table>{TAIL}</body>"
    return page.encode()


def as_lines(parts: Sequence[str], per_page: int = 12) -> list[list[str]]:
    """Narrow justified pages: words broken at line ends, a header and a number on each page."""
    lines: list[str] = []
    for part in [*parts, TAIL]:
        lines += _broken(part.replace("ff", "\ufb00").replace("fi", "\ufb01"), 38)
    pages = [lines[at : at + per_page] for at in range(0, len(lines), per_page)]
    return [
        ["The Invented Framework", *page, f"Page {number} of {len(pages)}"]
        for number, page in enumerate(pages, start=1)
    ]


def as_pages(parts: Sequence[str]) -> bytes:
    """What copying such pages out of a viewer gives."""
    return "\f".join("\n".join(page) for page in as_lines(parts)).encode()


def as_pdf(parts: Sequence[str]) -> bytes:
    """The same pages as PDF."""
    pages = [[line.replace("\ufb00", "ff").replace("\ufb01", "fi") for line in page]
             for page in as_lines(parts, 60)]  # fmt: skip
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "",
               "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]  # fmt: skip
    kids = []
    for page in pages:
        shown = " ".join(f"({line}) Tj T*".replace("\u2019", "'") for line in page)
        stream = f"BT /F1 9 Tf 11 TL 50 800 Td {shown} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    start = out.tell()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out.write(
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return out.getvalue()


def as_word(parts: Sequence[str], before: str = "") -> bytes:
    """A Word document: each statement in runs that end inside words, one in a text box."""
    paragraphs = "".join(_paragraph(part) for part in parts[1:])
    box = f"<w:p><w:r><w:txbxContent>{_paragraph(parts[0])}</w:txbxContent></w:r></w:p>"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = (
        f'{before}<w:document xmlns:w="{word}"><w:body>{paragraphs}{_paragraph(TAIL)}{box}'
        "</w:body></w:document>"
    )
    return as_archive({"word/document.xml": f'<?xml version="1.0"?>{body}'.encode()})


def as_archive(parts: dict[str, bytes]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _paragraph(text: str) -> str:
    runs = "".join(
        f'<w:r><w:t xml:space="preserve">{html.escape(text[at : at + 7])}</w:t></w:r>'
        for at in range(0, len(text), 7)
    )
    return f"<w:p>{runs}</w:p>"


def _broken(text: str, width: int) -> list[str]:
    """Lines of at most `width`, broken inside words as a typesetting program would."""
    lines, line = [], ""
    for word in text.split():
        room = width - len(line) - 2
        if len(line) + len(word) + 1 <= width:
            line = f"{line} {word}".strip()
        elif "-" in word and word.index("-") <= room:
            lines.append(f"{line} {word[: word.index('-') + 1]}")
            line = word[word.index("-") + 1 :]
        elif room >= 3 and len(word) - room >= 3 and word.isalpha():
            lines.append(f"{line} {word[:room]}-")
            line = word[room:]
        else:
            lines.append(line)
            line = word
    return [*lines, line]
