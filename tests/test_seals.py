"""Seals: what was changed, and what was sealed for something else, is not opened."""

import pytest
from flask import Flask

from pathways import seals


def test_a_seal_is_opened_for_its_own_purpose_alone(app: Flask) -> None:
    with app.app_context():
        text = seals.seal("one purpose", {"row": 7})
        assert seals.unseal("one purpose", text) == {"row": 7}
        assert seals.unseal("another purpose", text) is None


@pytest.mark.parametrize("place", [0, 5, -5])
def test_a_changed_letter_opens_nothing(app: Flask, place: int) -> None:
    with app.app_context():
        text = seals.seal("one purpose", {"row": 7})
        changed = list(text)
        changed[place] = "A" if text[place] != "A" else "B"
        assert seals.unseal("one purpose", "".join(changed)) is None
        assert seals.unseal("one purpose", "") is None


def test_another_copy_with_another_key_opens_nothing(app: Flask) -> None:
    with app.app_context():
        text = seals.seal("one purpose", {"row": 7})
        app.config["SECRET_KEY"] = "the key of another copy"
        assert seals.unseal("one purpose", text) is None
