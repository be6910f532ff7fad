"""A plan as a Word document: headings, real tables and lists, for whoever writes on.

This module alone knows the library. The same plan gives the same bytes.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from pathways.domain.plan.figures import next_steps, plan_figures
from pathways.domain.plan.sentences import (
    cost_cells,
    hours_number,
    hours_words,
    places_words,
    pounds,
    price_said,
    priced_said,
    prices_words,
    provider_words,
    runs_for,
    title_words,
    total_cells,
    vat_said,
)
from pathways.domain.plan.sheet import GroupCard, PlanSheet
from pathways.domain.plan.words import (
    budget_sentence,
    commission_words,
    entry_sentence,
    first_sentences,
    group_sentence,
    proof_sentence,
)
from pathways.domain.words import money

_MOMENT: Final = datetime(2024, 1, 1, tzinfo=UTC)
_HOUR: Final = (1980, 1, 1, 0, 0, 0)
_INK: Final = RGBColor(0x1B, 0x27, 0x30)
_BRAND: Final = RGBColor(0x0D, 0x52, 0x57)


def write_document(sheet: PlanSheet) -> bytes:
    """Return the document."""
    document = Document()
    _set_up(document, sheet)
    plan = sheet.plan
    document.add_heading(sheet.heading, 0)
    document.add_paragraph(
        f"{sheet.organisation}, {title_words(plan)}. Compared with {sheet.asked}. "
        f"Made {sheet.made_on} by {sheet.made_by}."
    )
    if sheet.why:
        document.add_paragraph(f"What it is for, in your words: {sheet.why}")
    lead = document.add_paragraph()
    lead.add_run(" ".join(first_sentences(plan))).bold = True
    for words in (budget_sentence(plan), entry_sentence(plan), *plan.missed, *plan.claims):
        if words:
            document.add_paragraph(words)
    if plan.courses:
        document.add_paragraph(proof_sentence(plan))
        figures = [(one.label, one.value, one.note) for one in plan_figures(plan)]
        heads = ("Figure", "", "What is beside it")
        _table(document, heads, figures, widths=(45, 45, 84))
    document.add_heading("Who learns what, in which order", 1)
    for card in sheet.cards:
        _group(document, sheet, card)
    if plan.courses:
        _costs(document, sheet)
        _covers(document, sheet)
    _rest(document, sheet)
    return _packed(document)


def _set_up(document: Any, sheet: PlanSheet) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)
    for name, size in (("Normal", 10), ("Title", 20), ("Heading 1", 15), ("Heading 2", 12)):
        style = document.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.font.color.rgb = _INK if name == "Normal" else _BRAND
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(key), "Arial")
        for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(key), None)
    normal = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(4)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    for found in document.styles.element.iter(qn("w:lang")):
        for key in ("w:val", "w:eastAsia"):
            found.set(qn(key), "en-GB")
    properties = document.core_properties
    properties.title, properties.subject = sheet.heading, f"{sheet.organisation}, {sheet.made_on}"
    properties.author = properties.last_modified_by = "Pathways"
    properties.comments = " ".join(first_sentences(sheet.plan))
    properties.keywords, properties.language = "training plan; business case", "en-GB"
    properties.created = properties.modified = _MOMENT.replace(tzinfo=None)
    footer = section.footer.paragraphs[0]
    footer.text = f"{sheet.heading} · {sheet.organisation} · {sheet.made_on}"
    footer.runs[0].font.size = Pt(8)


def _group(document: Any, sheet: PlanSheet, card: GroupCard) -> None:
    plan, group = sheet.plan, card.group
    document.add_heading(group.name, 2)
    pays = "cost not stated" if group.pays is None else money(group.pays)
    site = f", {group.site}" if group.site else ""
    said = f"{group_sentence(plan, group)}{site}"
    document.add_paragraph(f"{said}: {pays}." if group.steps else f"{said}.")
    for rung in card.rungs:
        if rung.course is None:
            document.add_paragraph(f"Level {rung.level}. {rung.title}.", style="List Bullet")
            continue
        shared = f", {rung.with_whom}" if rung.with_whom else ""
        hours = hours_words(rung.minutes) if rung.minutes else "hours not stated"
        words = f"Level {rung.level}. {rung.title} ({rung.course.provider}): {rung.runs}{shared}; "
        document.add_paragraph(f"{words}{hours}; {rung.when}.", style="List Bullet")
        if rung.short:
            document.add_paragraph(rung.short)
    if not group.steps:
        document.add_paragraph(
            "No published course can be planned for this group."
            if group.missing
            else "Nothing to buy: what they have is enough."
        )
    for item in card.asking:
        document.add_paragraph(f"Worth asking: {item.caution.text}. {item.ask}")
    for left in card.open:
        asks = " ".join(f"{ask.words}." for ask in left.asks)
        as_for = f"As for {left.as_for}." if left.as_for else ""
        label = f"{left.label}." if left.label else ""
        words = " ".join(filter(None, (left.words, as_for, label, asks)))
        document.add_paragraph(f"Stays open: {words}")


def _costs(document: Any, sheet: PlanSheet) -> None:
    plan = sheet.plan
    document.add_heading("What it costs", 1)
    document.add_paragraph(f"{provider_words(plan)}; {prices_words(plan, sheet.made_on)}.")
    heads = ("Course", "People", "Runs", "Price", "Before VAT", "VAT", "You pay", "Hours")
    rows = []
    for runs in plan.runs:
        course = plan.courses[runs.course]
        said = (price_said(course.price), vat_said(course.price), priced_said(course))
        price = ", ".join(filter(None, said))
        rows.append(
            (
                f"{course.title} ({runs_for(runs, plan)})",
                str(runs.people),
                "not stated" if runs.cost.runs is None else str(runs.cost.runs),
                price,
                *cost_cells(runs.cost),
                hours_number(runs.minutes) if course.minutes else "not stated",
            )
        )
    totals = plan.totals
    many = f"{'at least ' * bool(totals.uncounted)}{totals.runs + totals.uncounted}"
    hours = f"{'at least ' * bool(totals.unstated)}{hours_number(totals.minutes)}"
    rows.append(("Together", str(totals.people), many, "", *total_cells(plan), hours))
    _table(
        document, heads, rows, numbers=(1, 2, 4, 5, 6, 7), widths=(44, 15, 13, 24, 22, 20, 22, 14)
    )
    document.add_paragraph(f"{places_words(plan)} Rooms, travel and cover are not counted.".strip())


def _covers(document: Any, sheet: PlanSheet) -> None:
    document.add_heading("What the courses cover", 1)
    rows = [
        (
            cover.course.title,
            cover.words,
            "; ".join(f"{line.short_name} {line.claimed} of {line.total}" for line in cover.strip),
            cover.standing.said,
        )
        for cover in sheet.covers
    ]
    heads = ("Course", "In short", "By theme", "How far you are")
    _table(document, heads, rows, widths=(44, 38, 64, 28))


def _rest(document: Any, sheet: PlanSheet) -> None:
    plan = sheet.plan
    if plan.alternatives:
        document.add_heading("What else was looked at", 1)
        rows = [
            (
                one.title,
                "not stated" if one.most is None else pounds(one.most),
                hours_number(one.minutes),
                one.why,
            )
            for one in plan.alternatives
        ]
        heads = ("Instead", "You pay", "Hours", "Why not")
        _table(document, heads, rows, numbers=(1, 2), widths=(44, 24, 16, 90))
    if plan.commission and plan.totals.people < plan.people:
        document.add_heading("What to commission", 1)
        for words in commission_words(plan):
            document.add_paragraph(words, style="List Bullet")
    steps = next_steps(plan)
    if steps:
        document.add_heading("What to do next", 1)
        for step in steps:
            document.add_paragraph(f"{step.lead}. {step.words}".strip(), style="List Number")
    dots = "…" * 16
    document.add_paragraph(f"Agreed by {dots}  Budget holder {dots}  Date {'…' * 8}")


def _table(
    document: Any,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    widths: Sequence[int],
) -> None:
    """Add a table. `widths` are those of its columns, in millimetres."""
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.autofit = False
    # Some programs go by the grid alone, others by each cell.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for place, head in enumerate(heads):
        table.rows[0].cells[place].paragraphs[0].add_run(head).bold = True
    # Repeated on each page, and read aloud as the head of its column.
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for row in rows:
        cells = table.add_row().cells
        for place, text in enumerate(row):
            cells[place].paragraphs[0].add_run(text)
    for row in table.rows:
        keep = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(keep)
        for place, cell in enumerate(row.cells):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            if place in numbers:
                paragraph.alignment = 2
            for run in paragraph.runs:
                run.font.size = Pt(9)
            cell.width = Mm(widths[place])
    document.add_paragraph()


def _packed(document: Any) -> bytes:
    """Return the file with one hour in all its parts."""
    draft = io.BytesIO()
    document.save(draft)
    found = io.BytesIO()
    with zipfile.ZipFile(draft) as parts, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as made:
        for name in parts.namelist():
            made.writestr(zipfile.ZipInfo(name, _HOUR), parts.read(name), zipfile.ZIP_DEFLATED)
    return found.getvalue()
