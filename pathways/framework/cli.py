"""Commands of the framework."""

import json
from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import AppGroup

from pathways.db import db, transaction
from pathways.domain.framework.edition import Edition
from pathways.domain.framework.finding import LIMIT
from pathways.framework import services
from pathways.framework.case import build_package, write_package
from pathways.framework.copies import CopyError, read_copy
from pathways.records.editions import current_edition, get_prints, get_wording, list_editions
from pathways.records.listing.keeping import keep_missing
from pathways.records.topics import get_finder

group = AppGroup("framework", help="The framework's index and its official wording.")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


_EDITION = click.option("--edition", default="", help="An edition's code; else the newest.")


def _edition(code: str) -> Edition:
    """Return the edition asked for."""
    if not code:
        return current_edition(db.session)
    found = next((one for one in list_editions(db.session) if one.code == code), None)
    if found is None:
        raise click.ClickException(f"Edition {code} is not loaded here.")
    return found


@group.command("load")
@click.argument(
    "edition", required=False, type=click.Choice([path.name for path in services.list_folders()])
)
def load(edition: str | None) -> None:
    """Load the index of every edition in seeds/, or of EDITION alone, or bring it up to date.

    The directory then lists what was published before an upgrade.
    """
    folders = [path for path in services.list_folders() if edition in (None, path.name)]
    try:
        with transaction() as session:
            reports = [
                services.load_index(session, services.read_index(folder)) for folder in folders
            ]
            keep_missing(session)
    except services.IndexRefusedError as error:
        raise click.ClickException(f"{error}. Nothing was changed.") from error
    for report in reports:
        click.echo(report.sentence)


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_EDITION
def list_competencies(as_json: bool, edition: str) -> None:
    """List the competencies: code and label, or all of their facts with --json."""
    chosen = _edition(edition)
    wording = get_wording(db.session, chosen.code)
    rows = [
        {
            "code": one.code,
            "level": one.level,
            "theme": one.theme,
            "strand": one.strand,
            "label": one.label,
            "scope_note": one.scope_note,
            "verb": one.verb or "",
            "twins": [
                {"code": twin.beside(one.code), "kind": twin.kind, "reason": twin.reason}
                for twin in chosen.twins_of.get(one.code, ())
            ],
            "wording": wording.get(one.code, ("", ""))[0],
        }
        for one in chosen.competencies
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            click.echo(f"{row['code']}  {row['label']}")
    if wording:
        # Beside the list, which is read by programs: whoever sees wording sees whose it is.
        click.echo(chosen.attribution, err=True)


@group.command("suggest")
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--level", type=int, required=True, help="The level whose competencies to suggest.")
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=LIMIT,
    show_default=True,
    help="How many to suggest for a text at most.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, a list for each text.")
@_EDITION
def suggest(file: BinaryIO, level: int, limit: int, as_json: bool, edition: str) -> None:
    """Suggest competencies for each line of FILE, or of what is piped in: one outcome a line.

    A suggestion comes with the words of the text that speak for it. Where nothing fits, nothing
    is suggested. Nothing is written.
    """
    chosen = _edition(edition)
    if level not in chosen.by_level:
        raise click.ClickException(f"{chosen.code} has no level {level}.")
    finder = get_finder(db.session, chosen)
    # Only a line feed ends a text: Word's own line breaks may stand inside an outcome.
    texts = file.read().decode("utf-8-sig", errors="replace").replace("\r\n", "\n").split("\n")
    if not texts[-1]:
        texts.pop()
    found = [finder.suggest(text, level, limit) for text in texts]
    if as_json:
        rows = [
            [{"code": one.code, "score": one.score, "because": list(one.because)} for one in ones]
            for ones in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for text, ones in zip(texts, found, strict=True):
        click.echo(text)
        for one in ones:
            label = chosen.by_code[one.code].label
            click.echo(f"  {one.code}  {label} (because of: {', '.join(one.because)})")
        if not ones:
            click.echo("  Nothing fits well enough to suggest.")


@group.command("wording")
@click.argument("file", type=_FILE)
@_EDITION
def load_wording(file: Path, edition: str) -> None:
    """Load the official wording from FILE, your copy of the published framework.

    Text, Markdown, HTML, PDF and Word (.docx) are read. FILE itself is not kept. Whether your
    use is permitted is for you and the publisher to settle.
    """
    chosen = _edition(edition)
    prints = get_prints(db.session, chosen.code)
    db.session.close()
    try:
        copy = read_copy(file.read_bytes(), file.name, prints)
        with transaction() as session:
            report = services.load_wording(
                session, copy.wording, copy.letters_after, edition=chosen.code
            )
    except (CopyError, services.WordingRefusedError) as error:
        raise click.ClickException(f"{error}. Nothing was changed.") from error
    done = f"{report.changed} updated" if report.changed else "nothing has changed"
    click.echo(f"{report.sentence}; {done}.")
    if report.missing:
        click.echo(f"Not found: {', '.join(report.missing)}")
    click.echo(chosen.attribution)


@group.command("export")
@click.option(
    "--format", "form", type=click.Choice(["case"]), required=True, help="case: a CASE 1.1 package."
)
@click.option(
    "-o", "output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file."
)
@click.option("--with-wording", is_flag=True, help="Include official wording that was loaded.")
@_EDITION
def export(form: str, output: Path, with_wording: bool, edition: str) -> None:
    """Write the edition to a file that other programs read."""
    chosen = _edition(edition)
    wording = get_wording(db.session, chosen.code) if with_wording else {}
    # Wording that was never verified may be anything, and is nobody's official statement.
    proven = {code: words for code, (words, state) in wording.items() if state == "verified"}
    package = build_package(chosen, proven)
    try:
        output.write_bytes(write_package(package))
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error
    click.echo(
        f"Wrote {len(package['CFItems'])} items to {output}"
        + (f", {len(proven)} with official wording." if with_wording else ".")
    )
