"""Copies of the framework: statements are found whatever the layout, and bad files are refused."""

import io
import zipfile
from collections.abc import Callable, Sequence

import pytest

from pathways.domain.framework.fingerprints import fingerprint
from pathways.framework.copies import CopyError, read_copy
from pathways.framework.furniture import without_furniture
from pathways.framework.typesetting import set_plain
from tests.framework import documents

LAYOUTS = {
    "notes.txt": documents.as_text,
    "notes.md": documents.as_markdown,
    "page.html": documents.as_html,
    "copied-out.txt": documents.as_pages,
    "print.pdf": documents.as_pdf,
    "letter.docx": documents.as_word,
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_statement_is_found_in_every_layout_and_kept_without_its_marks(name: str) -> None:
    lay_out: Callable[[Sequence[str]], bytes] = LAYOUTS[name]
    copy = read_copy(lay_out(documents.statements(60)), name, documents.prints(60))
    assert list(copy.wording.values()) == list(documents.statements(60))


def test_a_copy_in_another_encoding_is_read() -> None:
    prints = documents.prints(10)
    text = "\n\n".join(documents.statements(10))
    for encoding in ("utf-16", "utf-8-sig", "cp1252"):
        copy = read_copy(f"{text}\n\n“Ends” – here".encode(encoding), "copy.txt", prints)
        assert len(copy.wording) == 10, encoding


def test_what_follows_the_last_statement_is_counted() -> None:
    whole = documents.as_text(documents.statements(10))
    assert read_copy(whole, "copy.txt", documents.prints(10)).letters_after > 1_000
    short = whole[: -len(documents.TAIL)]
    assert read_copy(short, "copy.txt", documents.prints(10)).letters_after == 0


PARAGRAPH = b"<w:p/>"


def with_damaged_part() -> bytes:
    """Return a Word document of which the packed words begin with what no packer writes."""
    part = "word/document.xml"
    data = bytearray(documents.as_word(documents.statements(10)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo(part).header_offset + 30 + len(part)
    data[start : start + 4] = b"\xff" * 4
    return bytes(data)


HOSTILE = {
    "empty": (b"  \n", "empty"),
    "only signs": (b"...,;!", "no text"),
    "binary": (bytes(range(256)), "cannot be read"),
    "old word": (b"\xd0\xcf\x11\xe0" + b"x" * 100, "older kind"),
    "rich text": (b"{\\rtf1 hello}", "older kind"),
    "cut-off pdf": (documents.as_pdf(documents.statements(10))[:300], "damaged or cut off|no text"),
    "pdf in name only": (b"%PDF-1.7\nnothing", "damaged or cut off"),
    "cut-off word": (documents.as_word(documents.statements(10))[:900], "damaged or cut off"),
    "word with a damaged part": (with_damaged_part(), "damaged or cut off"),
    "another archive": (documents.as_archive({"a.txt": b"x"}), "not a Word document"),
    "word with entities": (
        documents.as_word(
            documents.statements(2),
            before='<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        ),
        "cannot be read",
    ),
    "word bomb": (
        documents.as_archive({"word/document.xml": b"<a>" + PARAGRAPH * 8_000_000}),
        "too large once unpacked",
    ),
    "broken xml": (documents.as_archive({"word/document.xml": b"<a>"}), "cannot be read"),
    "too long": (b"word " * 300_000, "far more than the framework"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_none_is_refused_with_the_reason(name: str) -> None:
    data, reason = HOSTILE[name]
    with pytest.raises(CopyError, match=reason):
        read_copy(data, "copy", documents.prints(2))


def test_a_deeply_nested_document_ends_in_an_answer() -> None:
    deep = b"<a>" * 200_000
    with pytest.raises(CopyError):
        read_copy(
            documents.as_archive({"word/document.xml": deep}), "copy.docx", documents.prints(2)
        )


def test_page_furniture_goes_and_sentences_stay() -> None:
    page = "The Framework 2024\nA sentence that comes thrice.\n- an item\n{}\n"
    text = "".join(page.format(number) for number in ("12", "Page 13", "14 of 20", "- 15 -"))
    left = without_furniture(text)
    assert "2024" not in left
    assert "Page" not in left
    assert left.count("A sentence that comes thrice.") == 4
    assert left.count("- an item") == 4


@pytest.mark.parametrize(
    ("stretch", "kept"),
    [
        ("a di\ufb03cult ta\ufb02y", "a difficult tafly"),
        ("lines that\nfollow  one\tanother", "lines that follow one another"),
        ("first paragraph:\n\nSecond one", "first paragraph:\nSecond one"),
        ("ends with the page\n\nand goes on", "ends with the page and goes on"),
        ("such as:\n- one\n- two\nlines", "such as:\n• one\n• two lines"),
        ("such as: • one • two", "such as:\n• one\n• two"),
        ("**bold** and *thin*", "bold and thin"),
        ("<p>one</p><p>Two&nbsp;&amp; three</p>", "one\nTwo & three"),
        ("under\u00adstand\u00ad\ning", "understanding"),
        ("a | cell", "a cell"),
        ("with\x00 a \ufeffmark", "with a mark"),
    ],
)
def test_wording_is_set_plain(stretch: str, kept: str) -> None:
    assert set_plain(stretch, stretch) == kept
    assert fingerprint(kept) == fingerprint(stretch)


def test_a_word_broken_at_a_line_end_is_joined_as_the_copy_spells_it_elsewhere() -> None:
    document = "understanding and well-being; now under-\nstanding and well-\nbeing and odd-\nment"
    joined = set_plain(document.partition("now ")[2], document)
    assert joined == "understanding and well-being and odd-ment"
