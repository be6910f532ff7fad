"""What a backup's command says, and what it must not."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from pathways.backup import BackupError, back_up, dump_command
from pathways.config import ROOT


def test_the_command_for_postgresql_does_not_show_the_password() -> None:
    url = sa.make_url("postgresql+psycopg://app:s%40cret@db.example:5432/pathways?sslmode=require")
    command = dump_command(url, Path("/backup/today.dump"))
    assert "cret" not in command
    assert "postgresql://app@db.example:5432/pathways?sslmode=require" in command


def test_a_copy_that_breaks_off_is_taken_away(tmp_path: Path) -> None:
    damaged, path = tmp_path / "damaged.sqlite", tmp_path / "copy.sqlite"
    damaged.write_bytes(b"This was a database once." * 400)
    with pytest.raises(BackupError, match="could not be copied"):
        back_up(sa.create_engine(f"sqlite:///{damaged}"), path)
    assert os.listdir(tmp_path) == [damaged.name]


LAST = """
import os, sys
from pathlib import Path
import sqlalchemy as sa
from pathways.backup import back_up
at_last = {"dies": lambda path: os.kill(os.getpid(), 9), "meets": lambda path: Path(path).touch()}
sys.addaudithook(lambda name, told: name == "os.link" and at_last[sys.argv[1]](told[1]))
back_up(sa.create_engine(sys.argv[2]), Path(sys.argv[3]))
"""
"""Something happens when the copy is whole and has no name yet."""


def test_a_copy_has_its_name_once_it_is_whole(tmp_path: Path) -> None:
    source, path = tmp_path / "there.sqlite", tmp_path / "copy.sqlite"
    with closing(sqlite3.connect(source)) as there:
        there.execute("CREATE TABLE one (two)")
    engine = sa.create_engine(f"sqlite:///{source}")

    def end(way: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", LAST, way, str(engine.url), str(path)]
        return subprocess.run(  # noqa: S603  # our own words, run by our own Python
            command, cwd=ROOT, check=False, capture_output=True, text=True
        )

    assert end("dies").returncode == -9
    (left,) = tmp_path.glob("copy.sqlite.*.part")
    assert left.stat().st_mode & 0o077 == 0
    assert {*tmp_path.iterdir()} == {source, left}
    assert f"{path} is there already. Nothing was written." in end("meets").stderr
    assert path.stat().st_size == 0, "somebody else's, and left as it was"
    path.unlink()
    assert back_up(engine, path) == path.stat().st_size > 0
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(BackupError, match="is there already"):
        back_up(engine, path)
    assert {*tmp_path.iterdir()} == {source, path, left}
