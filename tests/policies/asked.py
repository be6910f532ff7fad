"""Which fields of a form and of an address each route reads, told by the routes themselves.

No list of fields can be forgotten here: what a route asks its request for is written down while it
answers, by its forms and by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import pytest
import wtforms
from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

NEVER_JUNK: Final = ("csrf_token", "submit")


@dataclass(slots=True)
class Asked:
    """What some requests asked for; which fields are shown to people, and which were refused."""

    fields: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)


class _Noted(ImmutableMultiDict[str, Any]):
    """The values of a request, which note each name that they are asked for."""

    def __init__(self, values: MultiDict[str, Any], names: set[str]) -> None:
        super().__init__(values)
        self.names = names

    def __getitem__(self, key: str) -> Any:
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.names.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, *rest: Any, **named: Any) -> Any:
        self.names.add(key)
        return super().get(key, *rest, **named)

    def getlist(self, key: str, *rest: Any, **named: Any) -> Any:
        self.names.add(key)
        return super().getlist(key, *rest, **named)


@contextmanager
def listening(app: Flask) -> Iterator[Asked]:
    """Note what is asked for by all requests to the app until the block ends."""
    asked = Asked()
    plain = app.request_class
    validate = wtforms.form.BaseForm.validate

    class Listening(plain):  # type: ignore[misc, valid-type]  # the app's own class
        @cached_property
        def args(self) -> Any:
            return _Noted(super().args, asked.questions)

        @property
        def form(self) -> Any:
            return _Noted(super().form, asked.fields)

    def validating(form: Any, *rest: Any, **named: Any) -> bool:
        is_valid: bool = validate(form, *rest, **named)
        for one in _fields(form):
            if one.errors:
                asked.refused.add(one.name)
            if not isinstance(one, wtforms.HiddenField):
                asked.shown.add(one.name)
        return is_valid

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "request_class", Listening)
        patch.setattr(wtforms.form.BaseForm, "validate", validating)
        yield asked


def _fields(form: Any) -> Iterator[Any]:
    for one in form:
        if isinstance(one, wtforms.FormField | wtforms.FieldList):
            yield from _fields(one)
        else:
            yield one
