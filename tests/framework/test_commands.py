"""The framework's commands: load, list, wording, export."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from pathways.db import db
from pathways.records.editions import get_wording
from tests.framework import documents


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["framework", *arguments])


def kept(app: Flask) -> dict[str, tuple[str, str]]:
    with app.app_context():
        return get_wording(db.session, "wm-tif-2024")


@pytest.fixture
def invented(app: Flask) -> dict[str, str]:
    """Give the index invented statements; return them by code."""
    with app.app_context():
        return documents.use_invented_statements()


def listed(app: Flask) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(run(app, "list", "--json").stdout)
    return rows


def test_load_says_in_one_line_what_it_did(app: Flask) -> None:
    result = run(app, "load")
    assert result.output == "wm-tif-2024 holds 419 competencies; nothing has changed.\n"


def test_list_gives_every_competency_with_its_facts(app: Flask) -> None:
    rows = listed(app)
    assert len(rows) == 419
    assert list(rows[0]) == [
        "code", "level", "theme", "strand", "label", "scope_note", "verb", "twins", "wording",
    ]  # fmt: skip
    assert (rows[0]["code"], rows[0]["level"], rows[0]["theme"], rows[0]["strand"]) == (
        "L1-KA-K01", 1, "KA", "K",
    )  # fmt: skip
    assert (rows[-1]["theme"], rows[-1]["strand"]) == (None, None)
    assert {row["verb"] for row in rows} == {"knows", "understands", "knows_how", "does"}
    (twin,) = next(row["twins"] for row in rows if row["code"] == "L2-LA-K03")
    assert (twin["code"], twin["kind"]) == ("L1-LA-K03", "same")
    assert twin["reason"]
    assert {row["wording"] for row in rows} == {""}
    assert run(app, "list").output.splitlines()[0].startswith("L1-KA-K01  ")


def suggested(app: Flask, typed: str, *options: str) -> list[list[dict[str, Any]]]:
    result = app.test_cli_runner().invoke(
        args=["framework", "suggest", "--json", *options], input=typed
    )
    assert result.exit_code == 0, result.output
    lists: list[list[dict[str, Any]]] = json.loads(result.stdout)
    return lists


def test_suggest_answers_each_line_with_codes_scores_and_words(app: Flask) -> None:
    lines = "Recognise burnout in your team\nZebra quagga\n\nUse plain English\r\n"
    burnout, nothing, blank, words = suggested(app, lines, "--level", "1", "--limit", "3")
    assert (nothing, blank) == ([], [])
    assert len(burnout) == len(words) == 3
    for one in (*burnout, *words):
        assert list(one) == ["code", "score", "because"]
        assert one["code"].startswith("L1-")
        assert one["score"] > 0
    assert burnout[0]["because"][0] == "burnout"
    assert "L1-WB-S05" in [one["code"] for one in burnout]
    assert "plain English" in words[0]["because"]


def test_suggest_answers_as_many_lines_as_it_reads(app: Flask) -> None:
    assert suggested(app, "", "--level", "1") == []
    assert len(suggested(app, "\n", "--level", "1")) == 1
    assert len(suggested(app, "one\vtwo\u2028three\r\nfour", "--level", "1")) == 2


def test_suggest_finds_more_where_wording_is_loaded(
    app: Flask, invented: dict[str, str], tmp_path: Path
) -> None:
    # Well-being is a matter of the framework, and would bring in others.
    code, words = next(one for one in invented.items() if "well-being" not in one[1])
    before = suggested(app, words, "--level", "1", "--limit", "1")
    copy = tmp_path / "framework.txt"
    copy.write_bytes(documents.as_text(documents.statements()))
    assert run(app, "wording", str(copy)).exit_code == 0
    ((best,),) = suggested(app, words, "--level", "1", "--limit", "1")
    assert best["code"] == code
    assert [[best]] != before


def test_suggest_reads_a_file_and_says_it_in_words(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "outcomes.txt"
    file.write_bytes(b"\xef\xbb\xbfUse plain English\nZebra quagga \xff\n")
    printed = run(app, "suggest", str(file), "--level", "1", "--limit", "1").output.splitlines()
    assert printed[0] == "Use plain English"
    assert "(because of: plain English" in printed[1]
    assert printed[3] == "  Nothing fits well enough to suggest."


def test_suggest_refuses_a_level_that_is_not_there(app: Flask) -> None:
    result = run(app, "suggest", "--level", "7")
    assert result.exit_code == 1
    assert "wm-tif-2024 has no level 7" in result.output


def test_wording_is_loaded_from_a_copy_once(
    app: Flask, invented: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "copy.html"
    file.write_bytes(documents.as_html(documents.statements()))
    first = run(app, "wording", str(file))
    assert first.exit_code == 0, first.output
    assert "Found 419 of 419; 419 updated." in first.output
    assert "CC BY-NC-ND 4.0" in first.output
    assert kept(app) == {code: (words, "verified") for code, words in invented.items()}
    assert "nothing has changed" in run(app, "wording", str(file)).output

    result = run(app, "list", "--json")
    assert json.loads(result.stdout)[0]["wording"] == invented["L1-KA-K01"]
    assert "CC BY-NC-ND 4.0" in result.stderr


def test_what_is_not_found_is_named_and_keeps_what_it_had(
    app: Flask, invented: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "copy.txt"
    file.write_bytes(documents.as_text(documents.statements()))
    run(app, "wording", str(file))
    parts = list(documents.statements())
    parts[3] = parts[3].replace("Know", "Knew")
    file.write_bytes(documents.as_text(parts))
    result = run(app, "wording", str(file))
    assert "Found 418 of 419; nothing has changed." in result.output
    assert "Not found: L1-KA-K04\n" in result.output
    assert kept(app)["L1-KA-K04"] == (invented["L1-KA-K04"], "verified")


def cut_in_half(parts: list[str]) -> bytes:
    return documents.as_text(parts)[: len("\n\n".join(parts)) // 2]


def cut_at_the_end(parts: list[str]) -> bytes:
    whole = documents.as_text(parts)
    return whole[: whole.index(parts[-2].split(",")[0].encode()[:40])]


def thinned_out(parts: list[str]) -> bytes:
    return documents.as_text([part for at, part in enumerate(parts) if at % 8])


def without_level_4(parts: list[str]) -> bytes:
    return documents.as_text(parts[:-17])


def another_document(_parts: list[str]) -> bytes:
    return documents.as_text(["A letter about something else."])


def an_empty_one(_parts: list[str]) -> bytes:
    return b""


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (cut_in_half, "looks cut off"),
        (cut_at_the_end, "the file ends before L4-SP-1"),
        (without_level_4, "0 of 17 at level 4"),
        (thinned_out, "At least 90 of 100"),
        (another_document, "None of the 419"),
        (an_empty_one, "The file is empty"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
@pytest.mark.usefixtures("invented")
def test_a_wrong_or_cut_off_file_changes_nothing_and_says_why(
    app: Flask, tmp_path: Path, make: Any, reason: str
) -> None:
    file = tmp_path / "copy.txt"
    file.write_bytes(make(list(documents.statements())))
    result = run(app, "wording", str(file))
    assert result.exit_code == 1
    assert reason in result.output
    assert "Nothing was changed." in result.output
    assert kept(app) == {}


def test_a_missing_file_is_named(app: Flask) -> None:
    result = run(app, "wording", "no-such-file.pdf")
    assert result.exit_code == 2
    assert "no-such-file.pdf" in result.output


def test_export_writes_the_same_bytes_twice(app: Flask, tmp_path: Path) -> None:
    files = [tmp_path / "one.json", tmp_path / "two.json"]
    for file in files:
        result = run(app, "export", "--format", "case", "-o", str(file))
        assert result.exit_code == 0, result.output
    assert files[0].read_bytes() == files[1].read_bytes()
    assert "Wrote 477 items" in result.output


@pytest.mark.usefixtures("invented")
def test_export_leaves_official_wording_out_unless_asked(app: Flask, tmp_path: Path) -> None:
    copy, file = tmp_path / "copy.txt", tmp_path / "case.json"
    copy.write_bytes(documents.as_text(documents.statements()))
    run(app, "wording", str(copy))
    words = documents.statements()[0]
    run(app, "export", "--format", "case", "-o", str(file))
    assert words not in file.read_text("utf-8")
    run(app, "export", "--format", "case", "--with-wording", "-o", str(file))
    items = {item["humanCodingScheme"]: item for item in json.loads(file.read_bytes())["CFItems"]}
    assert items["L1-KA-K01"]["fullStatement"] == words
    assert items["L1-KA-K01"]["abbreviatedStatement"] != words
    assert "CC BY-NC-ND 4.0" in items["L1-KA-K01"]["notes"]
    assert items["L1-KA-K01"]["licenseURI"]["title"] == "CC BY-NC-ND 4.0"


def test_export_to_a_folder_that_is_not_there_is_refused(app: Flask, tmp_path: Path) -> None:
    result = run(app, "export", "--format", "case", "-o", str(tmp_path / "none" / "case.json"))
    assert result.exit_code == 1
    assert "cannot be written" in result.output
