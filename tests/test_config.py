"""What the environment of a copy must say, and what follows from it."""

from pathlib import Path

import pytest

from pathways.config import ConfigurationError, load_config

READY = {
    "PATHWAYS_PRODUCTION": "1",
    "PATHWAYS_SECRET_KEY": "a key of at least thirty-two signs",
    "PATHWAYS_DATABASE_URL": "sqlite://",
    "PATHWAYS_PUBLIC_URL": "https://pathways.example/",
}


@pytest.fixture
def ready(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a copy that people reach."""
    return {**READY, "PATHWAYS_INSTANCE": str(tmp_path)}


def test_a_public_address_names_the_one_host_and_keeps_cookies_to_it(ready: dict[str, str]) -> None:
    config = load_config(ready)
    assert config["PUBLIC_URL"] == "https://pathways.example"
    assert config["TRUSTED_HOSTS"] == ["pathways.example"]
    assert config["SESSION_COOKIE_SECURE"] is True
    assert config["SESSION_COOKIE_NAME"] == "__Host-pathways"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"PATHWAYS_SECRET_KEY": ""}, "PATHWAYS_SECRET_KEY"),
        ({"PATHWAYS_SECRET_KEY": "short"}, "PATHWAYS_SECRET_KEY"),
        ({"PATHWAYS_DATABASE_URL": ""}, "PATHWAYS_DATABASE_URL"),
        ({"PATHWAYS_PUBLIC_URL": ""}, "PATHWAYS_PUBLIC_URL"),
        ({"PATHWAYS_PUBLIC_URL": "http://pathways.example"}, "PATHWAYS_PUBLIC_URL"),
        ({"PATHWAYS_DEMO": "1"}, "PATHWAYS_DEMO"),
    ],
)
def test_production_does_not_start_without_what_it_needs(
    change: dict[str, str], word: str, ready: dict[str, str]
) -> None:
    with pytest.raises(ConfigurationError, match=word):
        load_config({**ready, **change})


def test_mail_needs_the_address_that_its_links_lead_to(tmp_path: Path) -> None:
    settings = {"PATHWAYS_INSTANCE": str(tmp_path), "PATHWAYS_SMTP_URL": "smtp://localhost"}
    with pytest.raises(ConfigurationError, match="PATHWAYS_PUBLIC_URL"):
        load_config(settings)


@pytest.mark.parametrize("text", ["many", "-1", "1.5"])
def test_a_number_is_a_whole_one(text: str, ready: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="PATHWAYS_RATE"):
        load_config({**ready, "PATHWAYS_RATE": text})


def test_the_key_of_a_copy_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    settings = {"PATHWAYS_INSTANCE": str(tmp_path)}
    made = load_config(settings)["SECRET_KEY"]
    assert len(made) >= 32
    assert load_config(settings)["SECRET_KEY"] == made
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
