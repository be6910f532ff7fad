"""The files of docs/deployment, proved as far as they can be without a host of containers."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # ships no types
from flask import Flask

from pathways.config import ROOT, SETTINGS
from tests.factories import CURRENT_EDITION
from tests.machine import find_program, report_missing

DEPLOYMENT = ROOT / "docs" / "deployment"
UNITS = DEPLOYMENT / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
EXPOSED = 1.5
"""Of ten: what systemd calls the exposure of a service, at most."""
NAMES = {setting.variable for setting in SETTINGS}


def read_compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOYMENT / "compose.yaml").read_text())
    return found


def read_steps() -> list[tuple[str, str]]:
    """Return the steps of the Containerfile, in order: what each is, and what it says."""
    text = (DEPLOYMENT / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    return [
        (line.partition(" ")[0], line.partition(" ")[2].strip())
        for line in lines
        if line and not line.startswith("#")
    ]


def copy_sources(folder: Path) -> None:
    """Copy what the Containerfile copies from the project."""
    for step, rest in read_steps():
        if step != "COPY" or rest.startswith("--from"):
            continue
        *sources, target = rest.split()
        for source in sources:
            path = ROOT / source
            assert path.exists(), f"{source} is not in the project"
            if path.is_dir():
                away = shutil.ignore_patterns("__pycache__")
                shutil.copytree(path, folder / target, dirs_exist_ok=True, ignore=away)
            else:
                shutil.copy(path, folder / target)


def test_what_the_image_copies_is_all_that_the_app_needs(tmp_path: Path) -> None:
    folder = tmp_path / "srv"
    folder.mkdir()
    copy_sources(folder)
    environ = {
        "PATH": os.environ["PATH"],
        "PATHWAYS_INSTANCE": str(tmp_path / "instance"),
        "PYTHONPATH": str(folder),
    }
    steps = (
        ["-m", "flask", "--app", "wsgi", "db", "upgrade"],
        ["-m", "flask", "--app", "wsgi", "framework", "load"],
        # Of an edition that is not there it says nothing.
        ["-m", "flask", "--app", "wsgi", "framework", "list", "--edition", CURRENT_EDITION],
        ["-m", "gunicorn", "--config", "python:pathways.production", "--check-config", "wsgi:app"],
        [
            "-c",
            "import pathways, sys; sys.exit(not pathways.__file__.startswith(sys.argv[1]))",
            folder,
        ],
    )
    for step in steps:
        done = subprocess.run(  # noqa: S603  # our own
            [sys.executable, *step],
            cwd=folder,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_the_image_starts_what_the_guide_starts() -> None:
    said = dict(reversed(read_steps()))
    command = yaml.safe_load(said["CMD"])
    assert command[:5] == ["python", "-m", "gunicorn", "--config", "python:pathways.production"]
    assert said["USER"] == "pathways"
    (make,) = [rest for step, rest in read_steps() if step == "RUN" and rest.startswith("make ")]
    goals = shlex.split(make.partition("&&")[0])[1:]
    tried = subprocess.run(  # noqa: S603  # our own
        ["make", "--dry-run", "--always-make", *goals],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tried.returncode == 0, tried.stderr
    assert "requirements.txt" in tried.stdout
    assert "requirements-test.txt" not in tried.stdout


def test_the_compose_file_names_what_is_there() -> None:
    compose = read_compose()
    services, volumes = compose["services"], compose["volumes"]
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services), name
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            known = (DEPLOYMENT / source).exists() if source.startswith(".") else source in volumes
            assert known, f"{name}: {volume}"
    built = services["upgrade"]["build"]
    assert (DEPLOYMENT / built["context"]).resolve() == ROOT
    assert (ROOT / built["dockerfile"]).is_file()
    # An app that waits for what no service makes would wait for ever.
    assert services["app"]["image"] == services["upgrade"]["image"] == services["mail"]["image"]


def test_the_compose_file_sets_what_production_asks_for() -> None:
    settings = read_compose()["services"]["app"]["environment"]
    ours = {name for name in settings if name.startswith("PATHWAYS_")}
    assert ours <= NAMES
    assert {"PATHWAYS_SECRET_KEY", "PATHWAYS_DATABASE_URL", "PATHWAYS_PUBLIC_URL"} <= ours
    assert settings["PATHWAYS_PUBLIC_URL"].startswith("https://")
    text = (DEPLOYMENT / "compose.yaml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{(\w+)", text))
    example = (DEPLOYMENT / "example.env").read_text(encoding="utf-8")
    assert asked == set(re.findall(r"^(\w+)=", example, re.MULTILINE))
    # Nothing that opens a door is written down here.
    assert not re.findall(r"^(?:PATHWAYS_SECRET_KEY|DATABASE_PASSWORD)=.+", example, re.MULTILINE)


def test_no_file_of_the_deployment_names_a_setting_that_is_gone() -> None:
    for path in DEPLOYMENT.rglob("*"):
        if path.is_file():
            named = set(re.findall(r"\bPATHWAYS_[A-Z_]+\b", path.read_text(encoding="utf-8")))
            assert named - NAMES <= {"PATHWAYS_HOST", "PATHWAYS_UPSTREAM"}, path


def analyze(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    program = find_program(["systemd-analyze"])
    if program is None:
        report_missing("systemd-analyze", "systemd")
    return subprocess.run(  # noqa: S603  # our own
        [program, "--no-pager", *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_is_shut_in(path: Path) -> None:
    done = analyze("security", "--offline=yes", f"--threshold={EXPOSED * 10:.0f}", path)
    assert done.returncode == 0, done.stdout[-300:] + done.stderr


def test_systemd_understands_each_unit(tmp_path: Path) -> None:
    # It asks whether what is started is there: here our own Python stands for the installed one.
    for path in UNITS.iterdir():
        text = path.read_text(encoding="utf-8")
        text = text.replace("/srv/pathways/.venv/bin/python", sys.executable)
        (tmp_path / path.name).write_text(text.replace("/srv/pathways", str(ROOT)))
    done = analyze("verify", "--recursive-errors=no", *sorted(tmp_path.iterdir()))
    ours = [line for line in done.stderr.splitlines() if "pathways" in line]
    assert ours == []
    for path in UNITS.glob("*.timer"):
        assert path.with_suffix(".service").is_file()
        when = re.search(r"^OnCalendar=(.+)$", path.read_text(), re.MULTILINE)
        assert when is not None
        assert analyze("calendar", when[1]).returncode == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_services_start_our_own_commands(app: Flask) -> None:
    for path in SERVICES:
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
        for command in re.findall(r"-m flask --app wsgi ((?:[a-z]+ ?)+)", text):
            done = app.test_cli_runner().invoke(args=[*command.split(), "--help"])
            assert done.exit_code == 0, f"{path.name}: {command}\n{done.output}"
