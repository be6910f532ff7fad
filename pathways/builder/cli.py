"""Commands on one pathway: check it, export it, import one.

`check` exits with 0 where the standard is met, 1 where it is not, and 2 where
there is no such pathway or standard.
"""

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import IO, Any

import click
from flask.cli import AppGroup

from pathways import seals
from pathways.builder.bringing import UnreadPapersError, read_file
from pathways.builder.exports import draft_identity, read_subject
from pathways.builder.holders import holder_named, holder_of
from pathways.builder.queries import PathwayView, get_pathway
from pathways.builder.services.arrival import ArrivalError, add_arrival, read_arrival
from pathways.builder.services.bringing import find_excess, merge_content
from pathways.builder.services.preview import is_home
from pathways.db import db, transaction
from pathways.domain.bringing.brought import BroughtPathway, brought_of
from pathways.domain.bringing.merging import merge
from pathways.domain.bringing.reading import read_brought
from pathways.domain.bringing.served import lend_outcomes
from pathways.domain.pathway.cautions import ADVICE, Measured, group_cautions, measure
from pathways.domain.pathway.content import judge
from pathways.domain.pathway.observations import Observation, remark
from pathways.domain.pathway.report import plain_report
from pathways.domain.refusals import NotFoundError, RuleError
from pathways.domain.rule.standards import BUILT_IN_BY_KEY, Standard, find_standard
from pathways.domain.words import competencies, duration, plural
from pathways.records.editions import current_edition, get_prints
from pathways.records.thresholds import thresholds_of

group = AppGroup("pathway", help="Check, export and import pathways.")

_STANDARD = click.option(
    "--standard",
    "key",
    metavar="KEY",
    help=f"Try on another standard: {', '.join(BUILT_IN_BY_KEY)}. Without it, the pathway's own.",
)
_IMPORT_LIMIT = 5 * 1024 * 1024


class CommandError(click.ClickException):
    """A pathway, standard or organisation that there is not."""

    exit_code = 2


def _read(identifier: str) -> PathwayView:
    try:
        return get_pathway(db.session, holder_of(db.session, identifier), identifier)
    except NotFoundError:
        raise CommandError(f"There is no pathway {identifier!r}.") from None


def _tried(view: PathwayView, key: str | None) -> Standard:
    if key is None:
        return view.head.standard
    found = find_standard(key)
    if found is None:
        raise CommandError(f"There is no standard {key!r}; there are {', '.join(BUILT_IN_BY_KEY)}.")
    return found


@group.command("check")
@click.argument("identifier", metavar="ID")
@_STANDARD
@click.option("--json", "as_json", is_flag=True, help="Print what coverage.json holds.")
def check(identifier: str, key: str | None, as_json: bool) -> None:
    """Say what pathway ID covers. Exit status: 0 met, 1 not met, 2 not found."""
    view = _read(identifier)
    limits = thresholds_of(db.session)
    report = judge(view.edition, view.content, _tried(view, key), limits)
    measured = measure(view.edition, view.content, limits)
    about = {
        "id": view.head.id,
        "title": view.head.title,
        "changed_at": view.head.changed_at.isoformat(),
    }
    plain = {
        "pathway": about,
        **plain_report(report, view.content, measured),
    }
    if as_json:
        click.echo(json.dumps(plain, ensure_ascii=False, indent=1))
    else:
        _print(plain)
        print_behind(measured)
        _print_remarks(remark(view.edition, view.content))
    raise SystemExit(0 if report.is_met else 1)


def _print(plain: dict[str, Any]) -> None:
    click.echo(plain["pathway"]["title"])
    click.echo(plain["headline"])
    for line in plain["lines"]:
        state = "met" if line["met"] else "still to come"
        click.echo(f"\n{line['name']}: {line['reached']} of {line['total']}, {state}")
        for sentence in line["reasons"]:
            click.echo(f"  {sentence}")
    for step in plain["progression"]:
        how = "by the entry requirement" if step["by_entry"] else "by this pathway"
        state = f"met {how}" if step["met"] else f"{step['represented']} of {step['lines']} themes"
        click.echo(f"\n{step['name']}: {state}")
    if plain["above"]:
        many = competencies(len(plain["above"])).capitalize()
        click.echo(f"\n{many} above the target level, counted for nothing.")
    whole = [*plain["depth"], *plain["stated"]]
    if whole:
        click.echo("\nAsked of the whole pathway:")
    for demand in whole:
        click.echo(f"  {'Met' if demand['met'] else 'Still to come'}: {demand['reason']}")


def print_behind(measured: Measured) -> None:
    """Print what is behind the claims of a pathway, and each caution with what would mend it."""
    proportion, cautions = measured
    own = "a note of its own" if proportion.noted == 1 else "a note of their own"
    click.echo(
        f"\nIn proportion: {proportion.claimed} claimed, time for {proportion.time_for}, "
        f"{proportion.noted} with {own}, {proportion.assessed} assessed, "
        f"{proportion.backed} backed."
    )
    for kind, items in group_cautions(cautions):
        for item in items:
            click.echo(f"  {item.text}.")
        click.echo(f"    {ADVICE[kind].mend}")


def _print_remarks(remarks: Sequence[Observation]) -> None:
    if remarks:
        click.echo("\nFor you alone:")
    for told in remarks:
        click.echo(f"  {told.text}")


@group.command("export")
@click.argument("identifier", metavar="ID")
@click.option(
    "-o",
    "--output",
    "path",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.xlsx",
    help="Where to write; a file that is there is replaced.",
)
@_STANDARD
@click.option("--without-wording", is_flag=True, help="Leave out the official wording.")
def export(identifier: str, path: Path, key: str | None, without_wording: bool) -> None:
    """Write the QA matrix workbook of pathway ID."""
    from pathways.workbook.qa.qa_matrix import write_qa_matrix

    view = _read(identifier)
    standard = _tried(view, key)
    subject = read_subject(db.session, view, standard, with_wording=not without_wording)
    db.session.close()
    subject = replace(subject, identity=seals.seal_identity(draft_identity(view, subject)))
    data = write_qa_matrix(subject)
    try:
        _replace(path, data)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
    click.echo(f"{path}: {subject.report.headline}")


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # A temporary file is readable by its maker alone; this one is to be handed on.
        os.umask(mask := os.umask(0))
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


@group.command("import")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--organisation", metavar="NAME|ID", help="The provider that a new pathway will belong to."
)
@click.option("--into", metavar="ID", help="Merge into this pathway; nothing in it is deleted.")
@click.option(
    "--level", type=click.IntRange(1, 9), help="The target level, where the file does not say it."
)
@click.option("--preview", is_flag=True, help="Say what would be brought in, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def import_pathway(
    file: IO[bytes],
    organisation: str | None,
    into: str | None,
    level: int | None,
    preview: bool,
    as_json: bool,
) -> None:
    """Bring in FILE: a pathway as JSON, or an outline, a matrix or our own workbook.

    The JSON is what docs/pathway-json.md describes; everything else may be .xlsx, .ods,
    .csv, .docx or plain text. Everything is checked first; where anything cannot be taken, nothing
    is written.
    """
    if not (organisation or into or preview):
        raise click.UsageError("Say --organisation, --into or --preview.")
    held = None if into is None else _read(into)
    found = _bring(file, level, held)
    if preview:
        problems = _problems(found, held)
        said = (*problems, *found.brought.report)
        _tell(replace(found.brought, report=said), as_json=as_json)
        return
    if not found.brought.modules and found.brought.kind != "pathway":
        raise CommandError("Nothing was imported.\n" + "\n".join(found.brought.report))
    try:
        with transaction() as session:
            if held is None:
                actor = holder_named(session, organisation or "")
                told = add_arrival(session, actor, found.plain)
            else:
                content = read_arrival(session, found.plain)
                is_ours = is_home(found.brought, held.content)
                actor = holder_of(session, held.head.id)
                merged = merge_content(session, actor, held.head.id, content, by_place=is_ours)
                told = f"{held.head.id}: {merged.words}"
    except NotFoundError:
        raise CommandError(f"There is no provider {organisation!r}.") from None
    except (ArrivalError, RuleError) as error:
        raise CommandError(f"Nothing was imported.\n{error}") from None
    click.echo(told)
    if found.brought.kind != "pathway":
        for sentence in (*_left_out(found.brought), *found.brought.report):
            click.echo(sentence, err=True)


@dataclass(frozen=True, slots=True)
class _Bringing:
    """What a file says, and the same in the form of a pathway's file."""

    brought: BroughtPathway
    plain: object


def _bring(file: IO[bytes], level: int | None, held: PathwayView | None) -> _Bringing:
    """Read a file. Its title is its own, or its name; into a pathway, the one that is there."""
    data = file.read(_IMPORT_LIMIT + 1)
    name = Path(str(file.name)).name
    if _is_json(data, name):
        plain = _parse(data)
        try:
            content = read_arrival(db.session, plain)
        except ArrivalError as error:
            raise CommandError(f"Nothing was imported.\n{error}") from None
        return _Bringing(brought_of(content), plain)
    edition = held.edition if held else current_edition(db.session)
    if held:
        level = held.content.target_level
    if level is not None and level not in edition.by_level:
        raise CommandError(f"There is no level {level}.")
    prints = get_prints(db.session, edition.code)
    # What reads the file takes its time, and nobody waits for this connection.
    db.session.close()
    try:
        brought = read_brought(read_file(data, name), edition, prints, level)
    except UnreadPapersError as error:
        raise CommandError(f"Nothing was imported. {error}") from None
    if held:
        brought = lend_outcomes(brought, held.content)
    title = held.head.title if held else brought.title or Path(name).stem
    if not held and brought.level is None:
        brought = replace(brought, report=(*brought.report, "Which level it leads to is not said."))
    return _Bringing(brought, brought.to_arrival(edition.code, title, brought.level))


def _is_json(data: bytes, name: str) -> bool:
    return name.lower().endswith(".json") or data[:64].lstrip(b"\xef\xbb\xbf\r\n\t ")[:1] == b"{"


def _problems(found: _Bringing, held: PathwayView | None) -> tuple[str, ...]:
    """Return what keeps a file from coming in: its limits hold in a preview as well."""
    if not isinstance(found.plain, dict) or found.brought.kind == "pathway":
        return ()
    # Which level it leads to is told by itself.
    level = found.plain["target_level"] or current_edition(db.session).levels[0].number
    try:
        content = read_arrival(db.session, {**found.plain, "target_level": level})
    except ArrivalError as error:
        return tuple(f"It cannot come in as it is: {one[:300]}" for one in str(error).splitlines())
    base = held.content if held else replace(content, modules=())
    by_place = held is not None and is_home(found.brought, held.content)
    numbers = count(1)
    merging = merge(base, content, lambda: f"new-{next(numbers)}", by_place=by_place)
    return tuple(f"It cannot come in as it is: {one}" for one in find_excess(merging))


def _left_out(brought: BroughtPathway) -> list[str]:
    if not brought.unsaid:
        return []
    them = "1 mark says" if brought.unsaid == 1 else f"{brought.unsaid} marks say"
    return [f"{them} not how far it goes, and would be left out: I, D or A."]


def _tell(brought: BroughtPathway, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(brought.to_plain(), ensure_ascii=False, indent=1))
        return
    level = f", level {brought.level}" if brought.level else ""
    click.echo(f"Read as: {brought.kind}{level}")
    by_module = brought.by_module
    for number, module in enumerate(brought.modules, start=1):
        marks = by_module.get(number, ())
        minutes = "no minutes" if module.minutes is None else duration(module.minutes)
        click.echo(
            f"{number}. {module.title}: {minutes}, {plural(len(module.outcomes), 'outcome')}, "
            f"{plural(len(marks), 'mapping')}"
        )
    for sentence in (*_left_out(brought), *brought.report):
        click.echo(sentence)


def _parse(data: bytes) -> object:
    if len(data) > _IMPORT_LIMIT:
        raise CommandError("Nothing was imported: a file may have up to 5 MB.")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise CommandError("Nothing was imported: this is nested too deeply.") from None
    except ValueError as error:
        raise CommandError(f"Nothing was imported: this is no JSON in UTF-8 ({error}).") from None
