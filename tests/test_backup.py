"""What a backup's command says, and what it must not."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from pathways.backup import BackupError, back_up, dump_command


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
    assert not path.exists()
