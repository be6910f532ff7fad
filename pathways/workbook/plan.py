"""Write a plan as a workbook: people, prices, runs and VAT are live, and what they come to."""

from datetime import UTC, datetime
from typing import Final

from openpyxl import Workbook

from pathways.domain.plan.plan import CourseRuns, Plan
from pathways.domain.plan.sentences import NOT_STATED, runs_for
from pathways.domain.plan.sheet import PlanSheet
from pathways.domain.plan.words import budget_sentence, first_sentences, proof_sentence
from pathways.domain.words import listed
from pathways.workbook.kit.look import make_look
from pathways.workbook.kit.package import Document, describe, pack
from pathways.workbook.kit.page import (
    Column,
    Fact,
    FactName,
    Formula,
    Kind,
    Name,
    Page,
    Row,
)
from pathways.workbook.kit.writing import write_page

_UNDATED: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""The moment of every such file: the day of a plan stands on its sheet."""

_BASES: Final = {"person": "A person", "group": "A run"}
_VATS: Final = {"added": "Added", "included": "Included", "exempt": "Exempt"}
_UNKNOWN: Final = NOT_STATED.capitalize()


def write_plan(sheet: PlanSheet) -> bytes:
    """Return the workbook: the same plan, the same bytes."""
    workbook = Workbook()
    look = make_look(workbook, has_money=True)
    workbook.remove(workbook.worksheets[0])
    pages = [_costs(sheet), _groups(sheet), _open(sheet), _courses(sheet), _others(sheet)]
    footer = f"{sheet.heading}, {sheet.organisation}, {sheet.made_on}"
    cached = {page.title: write_page(workbook, page, look, footer).cached for page in pages}
    describe(
        workbook,
        Document(
            title=sheet.heading,
            subject=f"{sheet.organisation}, {sheet.made_on}",
            creator="Pathways",
            description=" ".join(first_sentences(sheet.plan)),
            keywords="training plan; trauma informed; business case",
            moment=_UNDATED,
        ),
    )
    return pack(workbook, cached)


def _pounds(pence: int | None) -> str | float:
    return NOT_STATED if pence is None else pence / 100


def _costs(sheet: PlanSheet) -> Page:
    plan = sheet.plan
    names = (
        Name("PlanNet", 12),
        Name("PlanTax", 13),
        Name("PlanPays", 14),
        Name("PlanHours", 16),
    )
    facts = (*_words(sheet), *_live(plan))
    at = len(_words(sheet))
    page = Page(
        title="Costs",
        heading=sheet.heading,
        remarks=(
            "Change people, prices, VAT or group sizes in the table, or VAT and budget above it: "
            "everything else follows.",
        ),
        table="PlanCosts",
        columns=(
            Column("Course", 44, Kind.STRONG),
            Column("Provider", 30),
            Column("For", 26),
            Column("People", 11, Kind.NUMBER),
            Column("Fewest in a run", 12, Kind.NUMBER),
            Column("Most in a run", 11, Kind.NUMBER),
            Column("Runs", 12, Kind.NUMBER),
            Column("Places paid for", 11, Kind.NUMBER),
            Column("Price", 14, Kind.MONEY),
            Column("Price is for", 13),
            Column("VAT is", 13),
            Column("Before VAT", 16, Kind.MONEY),
            Column("VAT", 15, Kind.MONEY),
            Column("You pay", 16, Kind.MONEY),
            Column("Minutes a person", 12, Kind.NUMBER),
            Column("Hours", 12, Kind.HOURS),
            Column("The price is", 18),
        ),
        rows=(),
        facts=facts,
        names=names,
        fact_names=(FactName("VatPercent", at, 1), FactName("VatReclaimed", at + 1, 1)),
        has_long_texts=True,
        repeated=1,
    )
    rows = tuple(_cost_row(plan, runs, page.first_row + at) for at, runs in enumerate(plan.runs))
    return _with_rows(page, rows)


def _with_rows(page: Page, rows: tuple[Row, ...]) -> Page:
    values = {name: getattr(page, name) for name in Page.__dataclass_fields__}
    width = len(page.columns)
    return Page(**{**values, "rows": rows or (("Nothing", *[None] * (width - 1)),)})


def _words(sheet: PlanSheet) -> tuple[Fact, ...]:
    plan = sheet.plan
    facts = [
        Fact("For", sheet.organisation),
        Fact("Made", f"{sheet.made_on}, by {sheet.made_by}"),
        Fact("In short, as exported", " ".join(first_sentences(plan)), is_strong=True),
        Fact("Budget, as exported", budget_sentence(plan) or "No budget is set."),
        Fact(
            "How sure it is", proof_sentence(plan) if plan.courses else "There is nothing to buy."
        ),
    ]
    if sheet.why:
        facts.insert(2, Fact("What it is for", sheet.why))
    return tuple(facts)


def _live(plan: Plan) -> tuple[Fact, ...]:
    """Return what the table is counted with, and what it comes to, live."""
    known = [runs.cost.pays for runs in plan.runs if runs.cost.pays is not None]
    unstated = len(plan.runs) - len(known)
    pays = sum(known) / 100
    facts = [
        Fact("VAT, per cent", plan.vat_percent),
        Fact("VAT is reclaimed (Yes or No)", "Yes" if plan.is_reclaimed else "No"),
        Fact("Before VAT, of what is stated", _sum(plan, "PlanNet", "net"), is_money=True),
        Fact("VAT on it", _sum(plan, "PlanTax", "vat"), is_money=True),
        Fact("You pay, of what is stated", Formula("=SUM(PlanPays)", pays), is_money=True),
        Fact("Rows without a known cost", Formula("=ROWS(PlanPays)-COUNT(PlanPays)", unstated)),
        Fact("Hours of release", Formula("=SUM(PlanHours)", plan.totals.minutes / 60)),
    ]
    if plan.budget is not None:
        facts.append(Fact("Budget", plan.budget / 100, is_money=True))
    if plan.hour_pence is not None:
        facts.append(Fact("An hour of cover costs", plan.hour_pence / 100, is_money=True))
    return tuple(facts)


def _sum(plan: Plan, name: str, part: str) -> Formula:
    known = [getattr(runs.cost, part) for runs in plan.runs]
    return Formula(f"=SUM({name})", sum(pence for pence in known if pence is not None) / 100)


def _cost_row(plan: Plan, runs: CourseRuns, row: int) -> Row:
    """Return a course with its formulas; they look at cells of their own row and at two names."""
    course = plan.courses[runs.course]
    price, cost = course.price, runs.cost
    d, e, f, g, h, i, j, k, el, m, o = (f"{letter}{row}" for letter in "DEFGHIJKLMO")
    stated = f'IF({j}="A run",{i}*{g},{i}*{h})'
    is_known = f'OR({j}="A person",AND({j}="A run",ISNUMBER({g})))'
    without = f"ROUND(ROUND({stated}*100,0)*100/(100+VatPercent),0)/100"
    missing = f'"{NOT_STATED}"'
    net = (
        f"=IF({d}=0,0,IF(NOT(ISNUMBER({i})),{missing},IF({i}=0,0,IF(NOT({is_known}),{missing},"
        f'IF(OR({k}="Added",{k}="Exempt"),{stated},IF({k}="Included",{without},{missing}))))))'
    )
    vat = (
        f"=IF(NOT(ISNUMBER({el})),{missing},IF({el}=0,0,"
        f'IF({k}="Added",ROUND(ROUND({el}*100,0)*VatPercent/100,0)/100,'
        f'IF({k}="Included",ROUND({stated}-{el},2),0))))'
    )
    pays = f'=IF(ISNUMBER({el}),IF(VatReclaimed="Yes",{el},ROUND({el}+{m},2)),{missing})'
    hours = f"=IF(ISNUMBER({o}),{d}*{o}/60,{missing})"
    return (
        course.title,
        course.provider,
        runs_for(runs, plan),
        runs.people,
        price.smallest or None,
        price.group_max or None,
        Formula(
            f"=IF({d}=0,0,IF(ISNUMBER({f}),ROUNDUP({d}/{f},0),{missing}))",
            NOT_STATED if cost.runs is None else cost.runs,
        ),
        Formula(f"=IF({d}=0,0,MAX({d},N({e})*IF(ISNUMBER({g}),{g},1)))", cost.billed),
        _pounds(price.pence),
        _BASES.get(price.basis, _UNKNOWN),
        _VATS.get(price.vat, _UNKNOWN),
        Formula(net, _pounds(cost.net)),
        Formula(vat, _pounds(cost.vat)),
        Formula(pays, _pounds(cost.pays)),
        course.minutes or NOT_STATED,
        Formula(hours, runs.minutes / 60 if course.minutes else NOT_STATED),
        course.priced.word,
    )


def _groups(sheet: PlanSheet) -> Page:
    rows: list[Row] = []
    for card in sheet.cards:
        group = card.group
        begin = (group.name, group.site or None, group.people, group.level_name)
        held = group.held_name or "None"
        steps = [rung for rung in card.rungs if rung.course]
        for number, rung in enumerate(steps, start=1):
            provider = rung.course.provider if rung.course else None
            words = (rung.title, provider, rung.runs, rung.when, rung.short or rung.sizes or None)
            rows.append((*begin, held, number, *words))
        if not steps:
            rows.append((*begin, held, 0, "No course", None, None, None, None))
    return _with_rows(
        Page(
            title="Groups",
            heading="Who learns what, in which order",
            remarks=("A row for each course of each group, in the order in which they take them.",),
            table="PlanGroups",
            columns=(
                Column("Group", 30, Kind.STRONG),
                Column("Site", 16),
                Column("People", 11, Kind.NUMBER),
                Column("Level needed", 18),
                Column("Level held", 18),
                Column("Step", 9, Kind.NUMBER),
                Column("Course", 40),
                Column("Provider", 24),
                Column("Runs", 20),
                Column("Days", 30),
                Column("Group size", 30),
            ),
            rows=(),
            is_frozen=True,
            has_long_texts=True,
        ),
        tuple(rows),
    )


def _open(sheet: PlanSheet) -> Page:
    rows: list[Row] = [
        (
            card.group.name,
            item.words,
            listed(list(item.codes)) if len(item.codes) < 40 else f"{len(item.codes)} competencies",
            item.label or None,
            "; ".join(ask.words for ask in item.asks) or None,
        )
        for card in sheet.cards
        for item in card.open
    ]
    return _with_rows(
        Page(
            title="Stays open",
            heading="What stays open, and who could add it",
            remarks=("A row for each theme of each group.",),
            table="PlanOpen",
            columns=(
                Column("Group", 30, Kind.STRONG),
                Column("What stays open", 46),
                Column("Any of these would count", 50),
                Column("What it is", 40),
                Column("Ask", 44),
            ),
            rows=(),
            has_long_texts=True,
        ),
        tuple(rows),
    )


def _courses(sheet: PlanSheet) -> Page:
    rows: list[Row] = [
        (
            cover.course.title,
            cover.course.provider,
            cover.course.version_number,
            cover.words,
            "; ".join(f"{line.short_name} {line.counted}" for line in cover.strip) or None,
            "; ".join(item.text for item in cover.course.cautions) or None,
            cover.standing.told,
        )
        for cover in sheet.covers
    ]
    return _with_rows(
        Page(
            title="Courses",
            heading="What the courses cover",
            remarks=(f"Compared with {sheet.compared_with}.",),
            table="PlanCourses",
            columns=(
                Column("Course", 40, Kind.STRONG),
                Column("Provider", 24),
                Column("Version", 10, Kind.NUMBER),
                Column("In short", 32),
                Column("By theme", 50),
                Column("Worth asking", 44),
                Column("How far you are", 30),
            ),
            rows=(),
            has_long_texts=True,
        ),
        tuple(rows),
    )


def _others(sheet: PlanSheet) -> Page:
    rows: list[Row] = [
        (one.title, _pounds(one.most), one.minutes / 60, one.why) for one in sheet.plan.alternatives
    ]
    return _with_rows(
        Page(
            title="Alternatives",
            heading="What else was looked at",
            remarks=("Other plans, and why not.",),
            table="PlanAlternatives",
            columns=(
                Column("Instead", 40, Kind.STRONG),
                Column("You pay", 16, Kind.MONEY),
                Column("Hours", 12, Kind.HOURS),
                Column("Why not", 70),
            ),
            rows=(),
            has_long_texts=True,
        ),
        tuple(rows),
    )
