"""Whose copy this is: its name, how to reach whoever runs it, and its logo.

The logo is a file of whoever runs the copy. It is read once, at the start, looked through, and only
ever shown as an image: no page holds its markup.
"""

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from flask import Flask, current_app

from pathways.config import ConfigurationError

_LARGEST: Final = 200 * 1024
_WIDEST: Final = 4_096
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SVG: Final = "{http://www.w3.org/2000/svg}"
_XHTML: Final = "{http://www.w3.org/1999/xhtml}"
_DRAWN: Final = frozenset(
    (
        *("svg", "g", "defs", "title", "desc", "metadata", "symbol", "use", "style", "switch"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
        *("linearGradient", "radialGradient", "stop", "pattern", "clipPath", "mask", "marker"),
    )
)
"""What a drawing is made of. Scripts, pages inside pages, pictures and animation are not in it."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture to serve, its media type, and a mark of its content."""

    data: bytes
    kind: str
    mark: str


@dataclass(frozen=True, slots=True)
class Imprint:
    """What this copy says of itself. `contact` is an e-mail or a web address, or empty."""

    name: str
    contact: str
    logo: Logo | None

    @property
    def contact_address(self) -> str:
        """Where a link to the contact leads."""
        is_mail = self.contact and not self.contact.startswith("https://")
        return f"mailto:{self.contact}" if is_mail else self.contact


def init_app(app: Flask) -> None:
    """Read the logo, and let every page say whose copy it is; ConfigurationError for a bad logo."""
    name = app.config["LOGO"]
    logo = read_logo(Path(app.config["INSTANCE"]), name) if name else None
    found = Imprint(app.config["NAME"], app.config["CONTACT"], logo)
    app.extensions["imprint"] = found
    app.jinja_env.globals["imprint"] = found


def imprint() -> Imprint:
    """Return what this copy says of itself."""
    found: Imprint = current_app.extensions["imprint"]
    return found


def read_logo(folder: Path, name: str) -> Logo:
    """Return the logo of this name; ConfigurationError says why where it is no safe one."""
    if Path(name).name != name or name.startswith("."):
        raise _refused(name, "it must be the name of a file in the instance folder")
    try:
        with (folder / name).open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError:
        raise _refused(name, f"there is no such file in {folder}") from None
    if len(data) > _LARGEST:
        raise _refused(name, "it is larger than 200 kB")
    mark = hashlib.sha256(data).hexdigest()[:12]
    if data.startswith(_PNG):
        if problem := _png_problem(data):
            raise _refused(name, problem)
        return Logo(data, "image/png", mark)
    if problem := _svg_problem(data):
        raise _refused(name, problem)
    return Logo(data, "image/svg+xml", mark)


def _refused(name: str, why: str) -> ConfigurationError:
    return ConfigurationError(f"PATHWAYS_LOGO: {name!r} cannot be shown: {why}.")


def _png_problem(data: bytes) -> str:
    """Say what is wrong with the beginning of a PNG; nothing where it is well."""
    if len(data) < 33 or data[12:16] != b"IHDR" or not data.rstrip().endswith(b"IEND\xaeB`\x82"):
        return "it is not a whole PNG"
    width, height = struct.unpack(">II", data[16:24])
    fits = 0 < width <= _WIDEST and 0 < height <= _WIDEST
    return "" if fits else f"it is more than {_WIDEST:,} pixels wide or high"


def _svg_problem(data: bytes) -> str:
    """Say what in an SVG is more than a drawing; nothing where it is one."""
    try:
        text = data.decode("utf-8-sig")
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return "it is neither a PNG nor an SVG in UTF-8 without a document type"
    if "<?xml-stylesheet" in text:
        return "it loads something from outside itself"
    if root.tag != f"{_SVG}svg":
        return "it is neither a PNG nor an SVG"
    for item in root.iter():
        tag = str(item.tag)
        # What a drawing program notes for itself is in a namespace of its own, and inert.
        is_foreign = tag.startswith("{") and not tag.startswith((_SVG, _XHTML))
        if not is_foreign and tag.removeprefix(_SVG) not in _DRAWN:
            return f"it holds <{tag.rpartition('}')[2]}>, and a logo here is a drawing alone"
        texts = [*item.attrib.values(), *([item.text or ""] if tag == f"{_SVG}style" else [])]
        if any(_reaches_out(text) for text in texts):
            return "it loads something from outside itself"
        for key, value in item.attrib.items():
            plain = key.rpartition("}")[2].lower()
            if plain.startswith("on"):
                return f"it holds a script ({plain})"
            if plain == "href" and not value.startswith("#"):
                return "it leads out of itself"
    return ""


def _reaches_out(text: str) -> bool:
    """Whether a value or a style names something that is not inside the file."""
    plain = "".join(text.split()).lower().replace("'", "").replace('"', "")
    return (
        "@import" in plain
        or "javascript:" in plain
        or "\\" in plain
        or plain.count("url(") != plain.count("url(#")
    )
