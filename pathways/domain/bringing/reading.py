"""What a file is, and what it says: an outline, a matrix, or our own workbook edited elsewhere."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from pathways.domain.bringing.brought import (
    UNSAID,
    BroughtMapping,
    BroughtModule,
    BroughtPathway,
    Report,
    quoted,
)
from pathways.domain.bringing.gathering import Outline
from pathways.domain.bringing.headings import fold_heading
from pathways.domain.bringing.lines import read_lines
from pathways.domain.bringing.lists import Marked
from pathways.domain.bringing.marking import Marking, find_key
from pathways.domain.bringing.matrices import read_matrix
from pathways.domain.bringing.outlines import read_table
from pathways.domain.bringing.papers import Grid, Papers, Passage
from pathways.domain.bringing.questions import LEFT, OUT, FileQuestion, SheetRead
from pathways.domain.bringing.recognition import Recogniser
from pathways.domain.bringing.references import find_codes
from pathways.domain.bringing.served import settle_served
from pathways.domain.bringing.statements import read_statements
from pathways.domain.bringing.texts import is_only_number
from pathways.domain.framework.edition import Edition
from pathways.domain.framework.fingerprints import Fingerprint

_LEVEL: Final = re.compile(r"\blevel\s*[:#]?\s*([1-9])\b", re.IGNORECASE)
_LOOKED_AT: Final = 40
"""Rows or lines from the top in which the level is looked for."""
_NUMBER: Final = re.compile(r"^\s*([0-9]{1,3})\.\s")
_OWN: Final = ("matrix", "mappings", "modules")


def read_brought(
    papers: Papers,
    edition: Edition,
    prints: Mapping[str, Fingerprint],
    level: int | None = None,
    answers: Mapping[str, str] | None = None,
) -> BroughtPathway:
    """Return what a file says; `level` is the target level if it is known already.

    Nothing is refused: what was not understood is told in the report, and asked about, and
    `answers` are what was said of it.
    """
    report = Report(answers or {})
    for sentence in papers.said:
        report.say(sentence)
    said = level or _said_level(papers, edition)
    recogniser = Recogniser(edition, prints, said)
    marking = Marking(report, find_key(papers))
    own = {fold_heading(grid.title): grid for grid in papers.grids}
    if _is_ours(own):
        brought = _read_ours(own, recogniser, report)
    else:
        brought = _read_matrices(papers, recogniser, marking) or _read_outline(
            papers, report, recogniser
        )
    marking.finish()
    brought = replace(brought, level=said or _likely_level(brought, edition))
    brought = _keep_levels(brought, edition, report)
    if not brought.modules:
        report.say("No module was found in this file.")
    modules, mappings = settle_served(brought.modules, brought.mappings, report)
    brought = replace(brought, modules=modules, mappings=mappings)
    return replace(
        brought,
        report=report.told(),
        others=report.others(),
        questions=tuple(report.questions.values()),
        sheets=_all_sheets(papers, report),
    )


def _all_sheets(papers: Papers, report: Report) -> tuple[SheetRead, ...]:
    """Return every table with what it was taken for, also those that were left."""
    known = {sheet.number: sheet for sheet in report.sheets}
    return tuple(
        known.get(grid.number)
        or SheetRead(
            grid.number, grid.title, LEFT, len(grid.rows), max(map(len, grid.rows), default=0)
        )
        for grid in papers.grids
    )


def _said_level(papers: Papers, edition: Edition) -> int | None:
    """Return the one level that the top of a file names."""
    found: set[int] = set()
    for text in _top(papers):
        found.update(int(one) for one in _LEVEL.findall(text[:400]))
        for item in edition.levels:
            if fold_heading(text) == item.name.casefold():
                found.add(item.number)
    known = found & edition.by_level.keys()
    return known.pop() if len(known) == 1 else None


def _top(papers: Papers) -> Iterable[str]:
    for block in papers.blocks[:_LOOKED_AT]:
        if isinstance(block, Passage):
            yield block.text
        else:
            yield block.title
            for row in block.rows[:6]:
                # A row of a table is no heading of the file.
                if len([cell for cell in row if cell.strip()]) <= 2:
                    yield from row


def _likely_level(brought: BroughtPathway, edition: Edition) -> int | None:
    """Return the level of most of what is mapped."""
    levels = Counter(edition.by_code[one.code].level for one in brought.mappings)
    return levels.most_common(1)[0][0] if levels else None


def _keep_levels(brought: BroughtPathway, edition: Edition, report: Report) -> BroughtPathway:
    """Tell which marks are of another level than the target; leave out those of an unwanted one."""
    if brought.level is None:
        return brought
    others = Counter(
        edition.by_code[one.code].level
        for one in brought.mappings
        if edition.by_code[one.code].level != brought.level
    )
    unwanted = set()
    for number, count in sorted(others.items()):
        name = edition.by_level[number].name
        marks = "1 mark is" if count == 1 else f"{count} marks are"
        counts = (
            f"They may come in, and count for nothing at {edition.by_level[brought.level].name}."
            if number > brought.level
            else "They may come in."
        )
        answer = report.answer(f"level.{number}", LEFT)
        if answer:
            unwanted.add(number)
        report.ask(
            FileQuestion(
                f"level.{number}",
                f"level {number}",
                f"{marks} of {name}, which is not the target level. {counts}",
                f"What is of {name}",
                (("", "Keep"), OUT),
                answer,
            ),
            f"{marks} of {name}, which is not the target level.",
        )
    kept = (one for one in brought.mappings if edition.by_code[one.code].level not in unwanted)
    return replace(brought, mappings=tuple(kept))


def _read_matrices(
    papers: Papers, recogniser: Recogniser, marking: Marking
) -> BroughtPathway | None:
    """Return the sheets of competencies as one matrix; None where there are none."""
    modules: list[BroughtModule] = []
    mappings: list[BroughtMapping] = []
    outline = Outline(marking.report, find=lambda text: find_codes(text, recogniser))
    for grid in papers.grids:
        found = read_matrix(grid, recogniser, marking.report, _name(grid, papers), marking)
        if found is None:
            read_table(grid, outline, _name(grid, papers))
            continue
        numbers: dict[int, int] = {}
        for number, module in enumerate(found.modules, start=1):
            numbers[number] = _place_of(module, number, modules, found)
        mappings += [replace(one, module=numbers[one.module]) for one in found.marks.values()]
    if not modules:
        return None
    listed = list(outline.finish())
    if listed:
        marked = {one.module for one in mappings}
        while modules and len(modules) not in marked and is_only_number(modules[-1].title):
            # Columns of a blank matrix that nobody needed.
            modules.pop()
    modules, places, beside = _joined(modules, listed, marking.report)
    mappings = [replace(one, module=places[one.module]) for one in mappings]
    mappings += _coded_beside(mappings, outline, beside, marking.report)
    order = {item.code: place for place, item in enumerate(recogniser.edition.competencies)}
    mappings.sort(key=lambda one: (one.module, order[one.code]))
    return BroughtPathway("matrix", None, tuple(modules), tuple(mappings))


def _joined(
    modules: list[BroughtModule], listed: list[BroughtModule], report: Report
) -> tuple[list[BroughtModule], dict[int, int], dict[int, int]]:
    """Return the modules of a matrix with what an outline says of them, and new numbers for both.

    Where the outline has all of them, by title or by number, its order holds. Where it has none,
    it may be about something else, and is left out.
    """
    places = {one.title.casefold(): place for place, one in reversed(list(enumerate(listed, 1)))}
    found: dict[int, int] = {}
    for number, module in enumerate(modules, start=1):
        place = places.get(module.title.casefold())
        if place is None and is_only_number(module.title) and number <= len(listed):
            place = number
        if place is not None and place not in found.values():
            found[number] = place
    if modules and len(found) == len(modules):
        return listed, found, {place: place for place in range(1, len(listed) + 1)}
    same = {n: n for n in range(1, len(modules) + 1)}
    if not found:
        if listed:
            report.say(
                f"A table beside the matrix begins with {quoted(listed[0].title)}, and none of its "
                "rows is a module of the matrix. It was left out."
            )
        return modules, same, {}
    known = {number: listed[place - 1] for number, place in found.items()}
    rest = [place for place in range(1, len(listed) + 1) if place not in found.values()]
    named = [known.get(number, module) for number, module in enumerate(modules, start=1)]
    beside = {place: number for number, place in found.items()}
    beside |= {place: number for number, place in enumerate(rest, start=len(modules) + 1)}
    return [*named, *(listed[place - 1] for place in rest)], same, beside


def _coded_beside(
    mappings: list[BroughtMapping], outline: Outline, beside: dict[int, int], report: Report
) -> list[BroughtMapping]:
    """Return what a table of codes beside a matrix adds; where both speak, the matrix holds."""
    known = {(one.module, one.code): one.mark for one in mappings}
    added = Marked(report)
    for number, code, mark in outline.coded:
        module = beside.get(number)
        held = known.get((module or 0, code))
        if module and held is None:
            added.add(BroughtMapping(module, code, mark), "", is_told=False)
        elif module and held != mark and UNSAID not in (held, mark):
            report.say(
                f"{code} in module {module}: the matrix says {held}, and a table beside it {mark}. "
                f"{held} was taken."
            )
    return list(added.marks.values())


def _place_of(
    module: BroughtModule, number: int, modules: list[BroughtModule], found: Marked
) -> int:
    """Return the number of a module among those of all sheets; a sheet a theme has the same."""
    title = module.title.casefold()
    same = [i for i, one in enumerate(modules, start=1) if one.title.casefold() == title]
    own = [one.title.casefold() for one in found.modules].count(title)
    if same and own == 1:
        return same[0]
    if own > 1:
        found.report.say(f"{own} modules are called {quoted(module.title)}.")
        if number in same:
            return number
    modules.append(module)
    return len(modules)


def _read_outline(papers: Papers, report: Report, recogniser: Recogniser) -> BroughtPathway:
    outline = Outline(report, find=lambda text: find_codes(text, recogniser))
    title = ""
    if any(isinstance(block, Passage) for block in papers.blocks):
        title = read_lines(papers.blocks, outline)
    else:
        for grid in papers.grids:
            name = _name(grid, papers)
            if not read_table(grid, outline, name):
                report.say(f"{name}a table was not understood: no headings of modules in it.")
            title = title or _caption(grid)
    mappings = _coded(outline, report, recogniser)
    kind = "matrix" if mappings else "outline"
    return BroughtPathway(kind, None, outline.finish(), mappings, title=title)


def _coded(outline: Outline, report: Report, recogniser: Recogniser) -> tuple[BroughtMapping, ...]:
    """Return the codes that stand with the modules of an outline."""
    found = Marked(report)
    for number, code, mark in outline.coded:
        found.add(BroughtMapping(number, code, mark), "", is_told=False)
    order = {item.code: place for place, item in enumerate(recogniser.edition.competencies)}
    return tuple(sorted(found.marks.values(), key=lambda one: (one.module, order[one.code])))


def _name(grid: Grid, papers: Papers) -> str:
    """Return what a place in a sheet begins with, where there are others."""
    return f"Sheet “{grid.title}”, " if grid.title and len(papers.grids) > 1 else ""


def _caption(grid: Grid) -> str:
    """Return what stands alone in the first row of a table."""
    first = [cell.strip() for cell in (grid.rows[0] if grid.rows else ()) if cell.strip()]
    return first[0] if len(first) == 1 and len(first[0]) <= 160 else ""


# Our own workbook.


def _is_ours(grids: Mapping[str, Grid]) -> bool:
    return all(title in grids for title in _OWN) and _start(grids["mappings"], "code") is not None


def _start(grid: Grid, heading: str) -> int | None:
    """Return the row of headings of one of our sheets."""
    for number, row in enumerate(grid.rows[:60]):
        if heading in {fold_heading(cell) for cell in row}:
            return number
    return None


def _read_ours(grids: Mapping[str, Grid], recogniser: Recogniser, report: Report) -> BroughtPathway:
    """Return the Matrix, Mappings and Modules sheets as one pathway: the marks of Matrix hold."""
    outline = Outline(report)
    read_table(_without_none(grids["modules"]), outline, "Sheet “Modules”, ")
    modules = list(outline.finish())
    found = read_matrix(grids["matrix"], recogniser, report, "Sheet “Matrix”, ") or Marked(report)
    modules += found.modules[len(modules) :]
    notes = _read_notes(grids["mappings"], recogniser.edition, report)
    marks = dict(found.marks)
    for key, note in notes.items():
        if key not in marks:
            report.say(
                f"Mappings has {note.code} in module {note.module}, and Matrix has no mark there. "
                "It was left out."
            )
            continue
        if note.mark != marks[key].mark:
            report.say(
                f"{note.code} in module {note.module}: Matrix says {marks[key].mark} and Mappings "
                f"{note.mark}. {marks[key].mark} was taken."
            )
        marks[key] = replace(marks[key], evidence=note.evidence, outcomes=note.outcomes)
    mappings = tuple(marks[key] for key in sorted(marks, key=lambda one: (one[0], one[1])))
    for title in (*_OWN, "assurance"):
        if title in grids:
            grid = grids[title]
            width = max(map(len, grid.rows), default=0)
            report.sheets = [one for one in report.sheets if one.number != grid.number]
            report.sheets.append(SheetRead(grid.number, grid.title, "own", len(grid.rows), width))
    parts = read_statements(grids["assurance"], recogniser.edition) if "assurance" in grids else {}
    return BroughtPathway(
        "workbook", None, tuple(modules), mappings, title=_own_title(grids), parts=parts
    )


def _without_none(grid: Grid) -> Grid:
    rows = (row for row in grid.rows if not (row and row[0].strip() == "None"))
    return replace(grid, rows=tuple(rows))


def _own_title(grids: Mapping[str, Grid]) -> str:
    for row in grids["summary"].rows[:60] if "summary" in grids else ():
        if len(row) > 1 and fold_heading(row[0]) == "pathway":
            return row[1].strip()
    return ""


def _read_notes(
    grid: Grid, edition: Edition, report: Report
) -> dict[tuple[int, str], BroughtMapping]:
    start = _start(grid, "code")
    if start is None:
        return {}
    heads = {fold_heading(cell): place for place, cell in enumerate(grid.rows[start])}
    found: dict[tuple[int, str], BroughtMapping] = {}

    def cell(row: tuple[str, ...], heading: str) -> str:
        place = heads.get(heading)
        return row[place].strip() if place is not None and place < len(row) else ""

    for number, row in enumerate(grid.rows[start + 1 :], start=start + 2):
        module, code = cell(row, "module"), cell(row, "code").upper()
        if not code or not module.isdecimal():
            continue
        if code not in edition.by_code:
            report.say(
                f"Sheet “Mappings”, row {number}: the framework has no competency {quoted(code)}."
            )
            continue
        key = (int(module[:4]), code)
        if key in found:
            report.say(f"Sheet “Mappings”, row {number}: {code} stands twice in module {key[0]}.")
        outcomes = (_NUMBER.match(line) for line in cell(row, "outcomes").split("\n"))
        found.setdefault(
            key,
            BroughtMapping(
                *key,
                cell(row, "treatment")[:1].upper(),
                cell(row, "evidence"),
                tuple(int(one[1]) for one in outcomes if one),
            ),
        )
    return found
