"""Sixteen editors of one pathway over HTTP: no save is lost, and each conflict shows both texts."""

import html
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from pathways import create_app
from pathways.db import db
from pathways.models.journal import Journal
from pathways.models.pathway import MappingRow, ModuleRow, Pathway
from tests.conftest import settings
from tests.trust.site import Visitor, serve
from tests.trust.work import Work, make_work

EDITORS, SAVES, TENTH, MODULES = 16, 100, 6, 4
_VERSION = re.compile(r'name="version"[^>]* value="(\d+)"')
_WORD = re.compile(r"\bw\d+-\d+\.")
_TEXT = re.compile(r'<textarea[^>]* name="description"[^>]*>\n?(.*?)</textarea>', re.DOTALL)


@dataclass(slots=True)
class Kept:
    """What an editor was told is kept, words in a text and treatments; and conflicts shown."""

    words: list[str] = field(default_factory=list)
    cells: list[tuple[str, str, str]] = field(default_factory=list)
    conflicts: int = 0


def work_on(visitor: Visitor, work: Work, number: int, saves: int) -> Kept:
    """Add a word to a text that others write too, then set a cell, and so on."""
    kept = Kept()
    visitor.sign_in(work.editors[number])
    module = work.modules[number % MODULES]
    wishes = work.wishes(number, EDITORS)
    for save in range(saves // 2):
        _add_word(visitor, work, module, f"w{number}-{save}.", kept)
        cell, seen, wish = next(wishes)
        form = {"cell": f"{cell[0]}:{cell[1]}:{seen}:{wish}"}
        status, text = visitor.post(f"/pathways/{work.pathway}/treatments", form)
        assert status == 200, text[:500]
        kept.cells.append((*cell, wish))
    visitor.close()
    return kept


def _add_word(visitor: Visitor, work: Work, module: str, word: str, kept: Kept) -> None:
    """Add a word to a module's description; where somebody was first, add it to theirs."""
    address = f"/pathways/{work.pathway}/modules/{module}/edit"
    while True:
        _status, page = visitor.get(address)
        version, text = _VERSION.search(page), _TEXT.search(page)
        assert version, page[:2000]
        assert text, page[:2000]
        written = f"{html.unescape(text[1])} {word}".strip()
        form = {
            "title": f"Module {work.modules.index(module) + 1}",
            "minutes": "90",
            "description": written,
            "version": version[1],
        }
        status, answer = visitor.post(address, form)
        if status == 200:
            kept.words.append(word)
            return
        assert status == 409, (status, answer[:2000])
        assert word in answer, "a conflict without what was typed"
        # Whoever was first added a word of their own: nothing else changes the text.
        assert set(_WORD.findall(answer)) - set(written.split()), "a conflict without their text"
        kept.conflicts += 1


def test_no_save_of_sixteen_editors_is_lost(
    database_url: str,
    tmp_path: Path,
    is_whole: bool,
    record_property: Callable[[str, object], None],
) -> None:
    app = create_app(settings(database_url, tmp_path))
    with app.app_context():
        work = make_work(MODULES, EDITORS)
        db.engine.dispose()
    saves = SAVES if is_whole else TENTH
    with serve(database_url, tmp_path) as server, ThreadPoolExecutor(EDITORS) as pool:
        work_of = [
            pool.submit(work_on, Visitor(server.port), work, number, saves)
            for number in range(EDITORS)
        ]
        told = [each.result() for each in work_of]
    with app.app_context():
        texts = {
            module.id: module.description for module in db.session.scalars(sa.select(ModuleRow))
        }
        there = {(row.module_id, row.code, row.treatment) for row in _rows(MappingRow)}
        steps = db.session.scalars(
            sa.select(Journal.revision).where(Journal.subject == work.pathway)
        ).all()
        revision = db.session.get_one(Pathway, work.pathway).revision
        db.session.close()
        db.engine.dispose()
    for number, kept in enumerate(told):
        text = texts[work.modules[number % MODULES]].split()
        assert [word for word in kept.words if word not in text] == []
        assert [cell for cell in kept.cells if cell not in there] == []
    assert sorted(map(int, filter(None, steps))) == list(range(1, revision + 1))
    total = sum(len(kept.words) + len(kept.cells) for kept in told)
    conflicts = sum(kept.conflicts for kept in told)
    assert total == EDITORS * saves
    record_property(
        "measured",
        f"{total:,} saves over HTTP, {conflicts:,} conflicts that showed both texts, 0 lost",
    )


def _rows(table: type[MappingRow]) -> list[MappingRow]:
    return list(db.session.scalars(sa.select(table)))
