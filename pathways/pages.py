"""How pages are drawn: strict templates, filters in plain words, addresses of assets."""

import hashlib
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import Flask, url_for
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader, PrefixLoader, StrictUndefined
from jinja2.utils import missing
from markupsafe import Markup, escape

from pathways.db import new_id, now
from pathways.domain.days import day_of, local, set_zone
from pathways.domain.pathway.facts import price_words, run_price, tell, tell_levels
from pathways.domain.pathway.run import next_words
from pathways.domain.pathway.state import EXAMPLE_STAYS
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.plan import figures, sentences
from pathways.domain.policy import Role
from pathways.domain.review.finding import Finding
from pathways.domain.rule.strip import Asked
from pathways.domain.words import (
    competencies,
    duration,
    iso_day,
    money,
    number_word,
    plural,
    together,
)
from pathways.strips import draw_asked, draw_bar, draw_module_strip, draw_strip

_STATIC: Final = Path(__file__).parent / "static"


class _Strict(StrictUndefined):
    """Refuses names and attributes that are not there, so that a slip in a template shows.

    Keys of a dictionary may be absent: the components of govuk-frontend take
    dictionaries of options and ask for all that there could be.
    """

    def __new__(cls, hint: Any = None, obj: Any = missing, *more: Any, **named: Any) -> Any:
        """Return a lenient value for an absent key or block, a strict one for anything else."""
        if isinstance(obj, dict) or "caller" in (*more, named.get("name")):
            return ChainableUndefined(hint, obj, *more, **named)
        return super().__new__(cls)


def init_app(app: Flask) -> None:
    """Set up the templates, and the zone in which they say days and times."""
    set_zone(app.config["ZONE"])
    env = app.jinja_env
    env.undefined = _Strict
    env.trim_blocks = True
    env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader(
        [
            *([app.jinja_loader] if app.jinja_loader else []),
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            PrefixLoader({"govuk_frontend_wtf": PackageLoader("govuk_frontend_wtf")}),
        ]
    )
    WTFormsHelpers(app)
    env.filters.update(
        day=day,
        typed_day=typed_day,
        iso_day=iso_day,
        moment=moment,
        clock=clock,
        duration=duration,
        together=together,
        plural=plural,
        competencies=competencies,
        number_word=number_word,
        next_words=next_words,
        money=money,
        price_words=price_words,
        run_price=run_price,
        told=tell,
        linked=linked,
        draw_asked=draw_asked,
        draw_bar=draw_bar,
        draw_module_strip=draw_module_strip,
        draw_strip=draw_strip,
    )
    env.filters.update({rule.__name__: rule for rule in (*sentences.RULES, *figures.RULES)})
    env.globals.update(asset=asset, new_id=new_id, now=now, today=today, tell_levels=tell_levels)
    env.globals.update(EXAMPLE_STAYS=EXAMPLE_STAYS)
    env.globals.update(Asked=Asked, Finding=Finding, Role=Role, Treatment=Treatment)
    # The components were ported from another language and use its two words for nothing.
    env.globals.update(undefined=ChainableUndefined(), null=None)


def day(when: datetime) -> str:
    """Return "2 October 2026", in the zone of the house."""
    found = day_of(when)
    return f"{found.day} {found:%B %Y}"


def today() -> date:
    """Return the day that it is in the zone of the house."""
    return day_of(now())


def typed_day(text: str) -> str:
    """Return a day that somebody typed as all days are shown; what is none as it was typed."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{found.day} {found:%B %Y}"


def clock(when: datetime) -> str:
    """Return "14:32", in the zone of the house."""
    return f"{local(when):%H:%M}"


def moment(when: datetime) -> str:
    """Return "2 October 2026 at 14:32", in the zone of the house."""
    return f"{day(when)} at {clock(when)}"


_LINK: Final = re.compile(r"https://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")


def linked(text: str) -> Markup:
    """Return text with its https links made usable; everything else is shown as typed."""
    parts, last = [], 0
    for found in _LINK.finditer(text):
        parts.append(escape(text[last : found.start()]))
        parts.append(Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(found[0]))
        last = found.end()
    parts.append(escape(text[last:]))
    return Markup("").join(parts)


@cache
def _mark(name: str) -> str:
    path = _STATIC / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "0"


def asset(name: str) -> str:
    """Return the address of a static file with a mark of its content."""
    return url_for("static", filename=name, v=_mark(name))
