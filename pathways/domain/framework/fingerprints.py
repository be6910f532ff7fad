"""Recognising official wording without holding it.

The framework's licence lets nobody pass its sentences on in another shape, so the index that comes
with this product knows each competency by a fingerprint: the length and SHA-256 of the statement's
letters and figures, with everything that a layout can change taken away. Whoever has the published
document can then have each statement found in it, in any layout, and keep the wording as printed.

The rule of the fingerprint, which every stored one depends on: drop tags, decode entities, NFKC,
lower-case, keep only a-z and 0-9 with nothing between.
"""

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

_TAG = re.compile(r"<[/!?A-Za-z][^<>]*>")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKUP = re.compile(f"{_TAG.pattern}|{_ENTITY.pattern}")
_KEPT = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_CLOSING = ".!?…)]”’\"'"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A statement as the index knows it: how many letters and figures, and their SHA-256 (hex)."""

    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where a statement stands in a document: `document[start:end]` is it, as printed there.

    It runs from the first letter to the last, with any closing punctuation that follows directly;
    tags and entities inside it are still there.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Letter:
    """One kept letter, where it comes from in the document, and whether it was a capital."""

    letter: str
    start: int
    end: int
    capital: bool


def normalise(text: str) -> str:
    """`text` by the rule of the fingerprint: only a-z and 0-9, with nothing between."""
    return "".join(kept.letter for kept in _letters(text))


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a whole statement."""
    letters = normalise(text)
    return Fingerprint(len(letters), hashlib.sha256(letters.encode("ascii")).hexdigest())


def find(document: str, wanted: Iterable[Fingerprint]) -> dict[Fingerprint, tuple[Found, ...]]:
    """Every place of every wanted statement in a document; a statement not found has no entry.

    A statement can only begin and end at a joint: between two kept letters that something
    separated in the document, or before a capital. That leaves few stretches to hash, while lost
    spaces, hyphens and line breaks do no harm: they only take joints away inside a statement, or
    add some. What interrupts a statement (a page's header or number) does hide it.

    Time grows with the joints times the different lengths: the framework takes about a second, a
    copy with a space after every letter some fifteen. Callers limit the size of what they pass.
    """
    by_length: dict[int, dict[str, Fingerprint]] = {}
    for one in wanted:
        if one.length > 0:
            by_length.setdefault(one.length, {})[one.sha256] = one
    lengths = sorted(by_length)
    letters = list(_letters(document))
    flat = "".join(kept.letter for kept in letters).encode("ascii")
    joints = _joints(letters)
    found: dict[Fingerprint, list[Found]] = {}
    for begin in range(len(flat)):
        if not joints[begin]:
            continue
        for length in lengths:
            end = begin + length
            if end > len(flat):
                break
            if not joints[end]:
                continue
            match = by_length[length].get(hashlib.sha256(flat[begin:end]).hexdigest())
            if match is not None:
                last = _with_closing(document, letters[end - 1].end)
                found.setdefault(match, []).append(Found(letters[begin].start, last))
    return {one: tuple(places) for one, places in found.items()}


def _letters(text: str) -> Iterator[_Letter]:
    """The kept letters of `text`, in order, each with its place."""
    for cluster, start, end in _clusters(text):
        for character in unicodedata.normalize("NFKC", cluster):
            for letter in character.lower():
                if letter in _KEPT:
                    yield _Letter(letter, start, end, character.isupper())


def _clusters(text: str) -> Iterator[tuple[str, int, int]]:
    """Each character of `text` with the marks that combine with it, and its place.

    Normalising them one by one gives what normalising the whole would, for the letters that are
    kept, and keeps the places.
    """
    cluster, start, end = "", 0, 0
    for character, at, after in _characters(text):
        if cluster and unicodedata.combining(unicodedata.normalize("NFKD", character)[0]):
            cluster, end = cluster + character, after
            continue
        if cluster:
            yield cluster, start, end
        cluster, start, end = character, at, after
    if cluster:
        yield cluster, start, end


def _characters(text: str) -> Iterator[tuple[str, int, int]]:
    """The characters of `text` with tags dropped and entities decoded, each with its place."""
    position = 0
    for markup in _MARKUP.finditer(text):
        for at in range(position, markup.start()):
            yield text[at], at, at + 1
        position = markup.end()
        if markup.group().startswith("&"):
            for character in html.unescape(markup.group()):
                yield character, markup.start(), position
    for at in range(position, len(text)):
        yield text[at], at, at + 1


def _joints(letters: list[_Letter]) -> bytearray:
    """For each position between letters, 1 where a statement may begin or end."""
    joints = bytearray(len(letters) + 1)
    joints[0] = joints[-1] = 1
    for position, (before, after) in enumerate(pairwise(letters), start=1):
        separated = after.start > before.end
        joints[position] = separated or after.capital
    return joints


def _with_closing(document: str, end: int) -> int:
    """`end`, moved past the closing punctuation that follows directly."""
    while end < len(document) and document[end] in _CLOSING:
        end += 1
    return end
