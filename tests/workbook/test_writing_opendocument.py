"""The QA matrix as an OpenDocument spreadsheet: LibreOffice calculates it, and it comes home."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from pathways.domain.pathway.content import Assurance, Mapping, Outcome
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.review.finding import Finding
from pathways.domain.review.sheets import Book
from pathways.domain.rule.standards import ASSESSED, BALANCED
from pathways.workbook.incoming.alterations import list_alterations
from pathways.workbook.incoming.reading import read_book
from pathways.workbook.kit.cells import CellTextError
from pathways.workbook.kit.opendocument.formulas import in_opendocument, range_address
from pathways.workbook.kit.opendocument.xml import paragraphs
from pathways.workbook.qa.pages import list_pages
from pathways.workbook.qa.qa_matrix import QaSubject, ReviewEntry, write_qa_matrix
from pathways.workbook.qa.qa_matrix_ods import write_qa_matrix_ods
from tests.office import Office
from tests.workbook.files import SHEETS, facts, formulas, opened, values
from tests.workbook.subjects import REQUIRED, SHARES, content, module, sampled, subject
from tests.workbook.test_texts import HOSTILE

CASES = {
    "level 1": subject(sampled(1, 0.05, 2, seed=1), SHARES),
    "level 2": subject(sampled(2, 0.3, 5, seed=2), REQUIRED, identity="v1." + "x" * 600),
    "level 4": subject(sampled(4, 0.03, 3, seed=7, entry_level=3), ASSESSED),
    "level 4 alone": subject(sampled(4, 0.004, 2, seed=6), BALANCED),
    "empty": subject(content(2), BALANCED),
}
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}"


def parts(file: bytes) -> dict[str, Any]:
    """Return the XML of a file by the names of its parts."""
    with zipfile.ZipFile(BytesIO(file)) as archive:
        return {
            name: etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith(".xml")
        }


def changes(made: QaSubject, file: bytes) -> Any:
    """Return what our own reader finds altered in a file."""
    return list_alterations(made, Book.from_plain(read_book(file)))


def with_content(file: bytes, change: Callable[[str], str]) -> bytes:
    """Return a file whose sheets are changed as text."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as was, zipfile.ZipFile(out, "w") as now:
        for entry in was.infolist():
            data = was.read(entry)
            if entry.filename == "content.xml":
                data = change(data.decode()).encode()
            now.writestr(entry, data)
    return out.getvalue()


def spoiled(content: str) -> str:
    """Return sheets with wrong values beside all formulas."""
    return re.sub(
        r'(table:formula="[^"]*" office:value-type=)"[a-z]*" office:(?:string-)?value="[^"]*">'
        r"(?:<text:p>.*?</text:p>)*",
        r'\1"string" office:string-value="wrong"><text:p>wrong</text:p>',
        content,
    )


def test_libreoffice_calculates_every_formula_to_what_is_written_beside_it(
    office: Office, tmp_path: Path
) -> None:
    paths = []
    for name, made in CASES.items():
        path = tmp_path / f"{name.replace(' ', '-')}.ods"
        path.write_bytes(with_content(write_qa_matrix_ods(made), spoiled))
        paths.append(path)
    for (name, made), again in zip(CASES.items(), office.convert_all(paths), strict=True):
        file, excel = again.read_bytes(), write_qa_matrix(made)
        wanted = formulas(excel)
        read = read_book(paths[[*CASES].index(name)].read_bytes())
        assert "wrong" in str(read), "the values beside the formulas were not spoiled"
        assert formulas(file).keys() == wanted.keys(), name
        assert values(file, wanted) == pytest.approx(values(excel, wanted)), name
        assert opened(file).sheetnames == SHEETS


def test_a_changed_mark_changes_the_summary(office: Office, tmp_path: Path) -> None:
    made = CASES["level 2"]
    path = tmp_path / "edited.ods"
    path.write_bytes(
        with_content(write_qa_matrix_ods(made), lambda text: text.replace("<text:p>A</text:p>", ""))
    )
    modules = tuple(
        replace(
            one, mappings=tuple(m for m in one.mappings if m.treatment is not Treatment.ASSESSED)
        )
        for one in made.content.modules
    )
    after = replace(made, content=replace(made.content, modules=modules))
    assert after.report.headline != made.report.headline
    found = opened(office.convert(path).read_bytes(), cached=True)["Summary"]
    assert facts(found)["Headline"] == after.report.headline


@pytest.mark.parametrize("name", CASES)
def test_it_comes_home_and_nothing_in_it_is_called_altered(name: str) -> None:
    made = CASES[name]
    file = write_qa_matrix_ods(made)
    found = changes(made, file)
    assert found.is_empty, (found.listed, found.formulas, found.names)
    assert (found.blank, found.unread) == (0, ())
    assert read_book(file)["identity"] == (made.identity or "")
    assert write_qa_matrix_ods(replace(made)) == file


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_hostile_texts_stay_texts(text: str) -> None:
    taught = module(
        1,
        title=text,
        activities=text,
        outcomes=(Outcome("o1", text),),
        mappings=(Mapping("L2-KA-K01", Treatment.ASSESSED, text, ("o1",)),),
    )
    entry = ReviewEntry("KA", Finding.MET, text, text, text, text)
    said = Assurance(facilitators=text, principles=(("safety", text),))
    made = subject(
        content(2, [taught], title=text, assurance=said),
        provider=text,
        review=(entry,),
        wording={"L2-KA-K01": text},
    )
    file = write_qa_matrix_ods(made)
    found = changes(made, file)
    assert found.is_empty, (found.listed, found.formulas, found.names)
    # As many formulas and links as where nothing was typed, and all lead into the file.
    plain = replace(made, content=content(2, [replace(taught, title="One", activities="One")]))
    assert len(formulas_of(file)) == len(formulas_of(write_qa_matrix_ods(plain)))
    for link in parts(file)["content.xml"].iter(f"{_TEXT}a"):
        assert re.fullmatch(r"#[A-Z][a-z]+\.A\d+", link.get(f"{_XLINK}href"))


def formulas_of(file: bytes) -> list[str]:
    """Return every formula of a file."""
    cells = parts(file)["content.xml"].iter(f"{_TABLE}table-cell")
    return [found for one in cells if (found := one.get(f"{_TABLE}formula"))]


def test_texts_come_back_through_libreoffice(office: Office, tmp_path: Path) -> None:
    # When it saves, LibreOffice itself loses a tab among several lines.
    texts = [text.replace("tab\t", "tab ") for text in (*HOSTILE, "one\ttwo", "x" * 8_000)]
    modules = [
        module(number, [("L2-KA-K01", "I")], title=f"Part {number}", activities=text)
        for number, text in enumerate(texts, start=1)
    ]
    made = subject(content(2, modules))
    path = tmp_path / "texts.ods"
    path.write_bytes(write_qa_matrix_ods(made))
    found = changes(made, office.convert(path, "ods").read_bytes())
    assert found.is_empty, (found.listed, found.formulas, found.names)


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_what_a_file_cannot_hold_is_refused(character: str) -> None:
    with pytest.raises(CellTextError, match="cannot store"):
        write_qa_matrix_ods(subject(content(2, [module(1, title=f"a{character}b")])))


def test_blanks_and_lines_are_kept() -> None:
    assert paragraphs("a  b\n c\td <i>&amp; ") == (
        '<text:p>a<text:s text:c="2"/>b</text:p>'
        '<text:p><text:s text:c="1"/>c&#9;d &lt;i&gt;&amp;amp;<text:s text:c="1"/></text:p>'
    )


def test_formulas_are_respelled() -> None:
    assert in_opendocument('=IF(Matrix!$A$5:$B$9="a,b;""x""",{1;2},SUM($C4,LineTotal))') == (
        'of:=IF([$Matrix.$A$5:.$B$9]="a,b;""x""";{1|2};SUM([.$C4];LineTotal))'
    )
    assert in_opendocument('=MATCH(A1,{"I","D;,"},0)') == 'of:=MATCH([.A1];{"I";"D;,"};0)'
    assert range_address("Summary!$B$2:$B$4") == "$Summary.$B$2:.$B$4"
    assert range_address("LEN(Mappings!$A1)") == ""
    with pytest.raises(ValueError, match="equals"):
        in_opendocument("1+1")


def test_the_archive_is_an_opendocument_and_says_what_it_is() -> None:
    made = CASES["level 2"]
    file = write_qa_matrix_ods(made)
    with zipfile.ZipFile(BytesIO(file)) as archive:
        entries = archive.infolist()
    assert entries[0].filename == "mimetype"
    assert entries[0].compress_type == zipfile.ZIP_STORED
    assert file[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    found = parts(file)
    told = {one.tag.rpartition("}")[2]: one.text for one in found["meta.xml"].iter()}
    assert told["title"] == f"Quality assurance matrix: {made.content.title}"
    assert told["language"] == "en-GB"
    assert told["creation-date"] == "2026-11-20T14:32:10Z"
    listed = {one.get(f"{_MANIFEST}full-path") for one in found["META-INF/manifest.xml"]}
    assert listed == {"/", *(set(found) - {"META-INF/manifest.xml"})}


def test_headings_are_repeated_and_choices_are_offered() -> None:
    made = CASES["level 2"]
    found = parts(write_qa_matrix_ods(made))["content.xml"]
    for page, table in zip(list_pages(made), found.iter(f"{_TABLE}table"), strict=True):
        (head,) = table.iter(f"{_TABLE}table-header-rows")
        told = ["".join(cell.itertext()) for cell in head.iter(f"{_TABLE}table-cell")]
        assert told == [column.heading for column in page.columns]
        columns = list(table.iter(f"{_TABLE}table-column"))
        assert len(columns) == len(page.columns)
    conditions = [
        one.get(f"{_TABLE}condition") for one in found.iter(f"{_TABLE}content-validation")
    ]
    assert 'of:cell-content-is-in-list("I";"D";"A")' in conditions
    assert any("cell-content-is-date()" in one for one in conditions)
