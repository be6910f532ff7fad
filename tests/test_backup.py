"""What a backup's command says, and what it must not."""

from pathlib import Path

import sqlalchemy as sa

from pathways.backup import dump_command


def test_the_command_for_postgresql_does_not_show_the_password() -> None:
    url = sa.make_url("postgresql+psycopg://app:s%40cret@db.example:5432/pathways?sslmode=require")
    command = dump_command(url, Path("/backup/today.dump"))
    assert "cret" not in command
    assert "postgresql://app@db.example:5432/pathways?sslmode=require" in command
