"""A stretch of a copy as it is to be kept: its words, without the marks of the page it came from.

Letters and figures stay exactly as they are, which the fingerprint proves; lines, hyphens at their
ends, ligatures, tags and emphasis belong to the copy's layout.
"""

import html
import re
from collections.abc import Callable
from typing import Final

from pathways.domain.framework.fingerprints import fingerprint

_BLOCK_TAG: Final = re.compile(
    r"</?(?:p|div|br|li|ul|ol|td|th|tr|table|h[1-6])(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_TAG: Final = re.compile(r"<[/!?A-Za-z][^<>]*>")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff"
    "\ufeff\ufffe\uffff]"
)
_LIGATURES: Final = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
    "\ufb05": "st", "\ufb06": "st",
}  # fmt: skip
_BROKEN_WORD: Final = re.compile(r"([^\W\d_]+)[-\u2010][ \t]*\n\s*([^\W\d_]+)")
_SOFT_BREAK: Final = re.compile("\u00ad[ \t]*\n?[ \t]*")
_EMPHASIS: Final = re.compile(r"\*\*|__|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)")
_BULLET: Final = re.compile(r"[•‣▪●◦·\uf0b7]\s*|[*–-]\s+")
_INNER_BULLET: Final = re.compile(r"\s+[•‣▪●◦\uf0b7]\s+(?=\S)")
_PIPES: Final = re.compile(r"\s*\|\s*")


def set_plain(stretch: str, document: str) -> str:
    """Return a found stretch as paragraphs and list items, one to a line.

    Where cleaning would touch a letter, the stretch comes back with its blanks folded only.
    """
    folded = " ".join(_UNWANTED.sub("", _undressed(stretch)).split())
    clean = _SOFT_BREAK.sub("", _undressed(stretch))
    clean = _spelt_out(clean)
    if _BROKEN_WORD.search(clean):
        clean = _BROKEN_WORD.sub(_joiner(_spelt_out(document)), clean)
    clean = _UNWANTED.sub("", clean.replace("\r", "\n").replace("\f", "\n"))
    clean = "\n".join(_paragraphs(clean))
    return clean if fingerprint(clean) == fingerprint(stretch) else folded


def _undressed(stretch: str) -> str:
    bare = _TAG.sub("", _BLOCK_TAG.sub("\n\n", stretch))
    return _ENTITY.sub(lambda found: html.unescape(found[0]), bare)


def _spelt_out(text: str) -> str:
    for ligature, letters in _LIGATURES.items():
        text = text.replace(ligature, letters)
    return text


def _joiner(document: str) -> Callable[[re.Match[str]], str]:
    """Return what puts a word together again that was broken at the end of a line."""
    lower = document.lower()

    def join(found: re.Match[str]) -> str:
        before, after = found[1], found[2]
        # The words of the whole copy tell "under-" + "standing" from "well-" + "being".
        is_one = f"{before}{after}".lower() in lower and f"{before}-{after}".lower() not in lower
        return before + after if is_one else f"{before}-{after}"

    return join


def _paragraphs(text: str) -> list[str]:
    """The paragraphs and list items of `text`: lines that follow one another are one."""
    paragraphs: list[str] = []
    is_new = True
    for line in _INNER_BULLET.sub("\n• ", text).split("\n"):
        plain = " ".join(_PIPES.sub(" ", line).split())
        # Looked at before emphasis is: an asterisk may be either.
        bullet = _BULLET.match(plain)
        plain = " ".join(_EMPHASIS.sub("", plain[bullet.end() :] if bullet else plain).split())
        if not plain:
            is_new = is_new or not bullet
        elif bullet:
            paragraphs.append(f"• {plain}")
            is_new = False
        elif paragraphs and (not is_new or _goes_on(paragraphs[-1], plain)):
            paragraphs[-1] += f" {plain}"
            is_new = False
        else:
            paragraphs.append(plain)
            is_new = False
    return paragraphs


def _goes_on(before: str, after: str) -> bool:
    """Whether a gap is the end of a page in the middle of a sentence."""
    return after[0].islower() and before[-1] not in ".:;!?"
