"""Finding competencies by the words that people use: for a search, and for a learning outcome.

Any word may match (Okapi BM25 over several fields), stems stand for words, and topics bring in
the words that a label does not use. What is known of words is data of an edition's folder; no
model is used, and nothing is learned from what people type.
"""

import math
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pathways.domain.framework.edition import Edition
from pathways.domain.framework.smallwords import DOING, KNOWING, PASSED_OVER
from pathways.domain.framework.stems import Token, plain, read_tokens
from pathways.domain.framework.verbs import Verb

LIMIT: Final = 10
"""How many are suggested where nobody says."""

ENOUGH: Final = 5
"""Where so many hold a single word, or fewer hold several, a search shows them alone."""

MOST_REASONS: Final = 6

FEW: Final = 2
"""A text of so few words that say anything needs no second word, nor a topic."""

MANY: Final = 3
"""In a text of so many words that say anything, one alone has to say much."""

LONGEST: Final = 2_000
"""How many letters of a text are read."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter that competencies share, with the words that people use for it.

    `words` are words and phrases; `codes` the competencies that treat it, which may be none:
    then those that use one of the words do, and the topic is a list of synonyms.
    """

    key: str
    name: str
    words: tuple[str, ...]
    codes: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A competency that a text may treat, how well it fits, and the person's words that say so."""

    code: str
    score: float
    because: tuple[str, ...]
    is_backed: bool = True
    """Whether a topic or more than one word speaks for it, or the text has hardly more words."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A competency that a search finds. `because` is empty where every word of it stands there."""

    code: str
    is_in_wording: bool = False
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """How much each thing counts.

    Chosen by hand, in round figures, after a search over the tuning halves of the labelled
    outcomes and of the demonstration's; `tests/seeds/test_finding.py` measures the other halves.
    """

    label: float = 1.2
    note: float = 0.6
    wording: float = 0.8
    twin: float = 0.4
    topic: float = 3.0
    """A competency that a topic names first; the last that it names loses `fall` of it."""
    fall: float = 0.1
    synonym: float = 0.8
    """A label that uses a word of a topic or of a list of synonyms."""
    spread: float = 1.3
    """BM25's k1: how soon more of the same counts for less."""
    length: float = 0.2
    """BM25's b: how much a word counts for less in a long text."""
    verb: float = 0.05
    """The share that is added where text and competency both ask to do, or both to know."""
    rest: float = 0.05
    """What else a word says than the most that it says: its topics, beside itself."""
    floor: float = 3.0
    """The best fit that is too poor to be shown."""
    brief: float = 1.5
    """The same where a text of hardly any words names a topic: that is clear, though common."""
    lone: float = 5.0
    """The fit that is too poor to be shown where it rests on one word of many."""
    share: float = 0.15
    """The share of the best fit below which nothing is shown."""


WEIGHTS: Final = Scale()

NEAR: Final = 0.4
"""The share of the best fit that a search still shows where some words are missing."""

Phrases = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
"""Phrases as stems, with the topic that they name, by their first stem."""


@dataclass(frozen=True, slots=True)
class Finder:
    """An index of one edition, made once by `build_finder` and only read from then on."""

    edition: Edition
    weights: Scale
    postings: Mapping[str, tuple[tuple[int, float], ...]]
    rarity: Mapping[str, float]
    phrases: Phrases
    texts: tuple[str, ...]
    wordings: tuple[str, ...]

    def suggest(
        self, text: str, level: int | None = None, limit: int = LIMIT
    ) -> tuple[Suggestion, ...]:
        """Return the competencies of a level (of all for None) that a text most likely treats.

        The best first; in printed order where they fit alike. None where nothing fits well
        enough to be worth a look. Nothing here is applied: a person decides.
        """
        ranked = self._ranked(text[:LONGEST], level)
        if not ranked or ranked[0].score < self._floor(text):
            return ()
        least = ranked[0].score * self.weights.share
        fitting = [one for one in ranked if one.score >= least]
        if not any(one.is_backed for one in fitting):
            return ()
        return tuple(fitting[: max(0, limit)])

    def _floor(self, text: str) -> float:
        asked = self._asked(read_tokens(text[:LONGEST]))
        is_brief = len({start for start, _ in asked.values()}) <= FEW
        names_a_topic = any(key.startswith("=") for key in asked)
        return self.weights.brief if is_brief and names_a_topic else self.weights.floor

    def among(self, codes: Collection[str]) -> "Finder":
        """Return a finder that knows some competencies alone, to ask many texts about them."""
        kept = {at for at, one in enumerate(self.edition.competencies) if one.code in codes}
        postings = {
            key: few
            for key, found in self.postings.items()
            if (few := tuple(one for one in found if one[0] in kept))
        }
        return replace(self, postings=postings)

    def fitting(self, text: str) -> tuple[Suggestion, ...]:
        """Return every competency that a text speaks of well enough to be worth a look."""
        ranked = self._ranked(text[:LONGEST], None)
        return tuple(one for one in ranked if one.score >= self.weights.floor and one.is_backed)

    def looked_for(self, text: str) -> tuple[str, ...]:
        """Return the words of a text that are looked for, each once, the rarest first."""
        rarest = max(self.rarity.values(), default=0.0)
        found: dict[str, tuple[float, str]] = {}
        for token in read_tokens(text[:LONGEST]):
            if token.stem not in PASSED_OVER:
                word = text[token.start : token.end]
                found.setdefault(token.stem, (-self.rarity.get(token.stem, rarest), word))
        return tuple(word for _, word in sorted(found.values(), key=lambda one: one[0]))

    def search(
        self, text: str, level: int | None = None, among: Container[str] | None = None
    ) -> tuple[Hit, ...]:
        """Return what a typed search finds at a level, of the codes in `among`, the best first.

        First what holds every word of it, whole or its beginning, in code, label, scope note or
        official wording; then, where that is little, what comes close by any word.
        """
        ranked = self._ranked(text[:LONGEST], level)
        if among is not None:
            ranked = [one for one in ranked if one.code in among]
        words = plain(text[:LONGEST]).split()
        place = {one.code: at for at, one in enumerate(ranked)}
        whole: list[tuple[bool, int, Hit]] = []
        for at, one in enumerate(self.edition.competencies):
            if not words or level not in (None, one.level):
                continue
            if among is not None and one.code not in among:
                continue
            is_here = all(_stands(word, self.texts[at]) for word in words)
            if is_here or all(
                _stands(word, f"{self.texts[at]} {self.wordings[at]}") for word in words
            ):
                found = Hit(one.code, is_in_wording=not is_here)
                whole.append((not is_here, place.get(one.code, len(place)), found))
        whole.sort(key=lambda item: item[:2])
        exact = tuple(found for _, _, found in whole)
        if len(exact) * len(words) >= ENOUGH or not ranked:
            return exact
        known = {found.code for found in exact}
        least = ranked[0].score * NEAR
        near = [one for one in ranked if one.score >= least and one.code not in known]
        return exact + tuple(Hit(one.code, because=one.because) for one in near[:LIMIT])

    def _ranked(self, text: str, level: int | None) -> list[Suggestion]:
        """Return every competency that shares a word or a topic with a text, the best first."""
        tokens = read_tokens(text)
        competencies = self.edition.competencies
        # What a competency gains by each place of the text: a word, its topic and its synonyms
        # are one thing that the person said, so that the best of them counts, the rest a little.
        gains: dict[int, dict[int, tuple[float, float]]] = {}
        reasons: dict[int, dict[tuple[int, int], float]] = {}
        asked = self._asked(tokens)
        is_short = len({start for start, _ in asked.values()}) <= FEW
        in_topic: set[int] = set()
        # One word of many, however well a topic knows it, is no matter of the text.
        is_long = len({start for start, _ in asked.values()}) >= MANY
        least = self.weights.lone if is_long else 0.0
        for key, (start, end) in asked.items():
            rarity = self.rarity.get(key, 0.0)
            for at, part in self.postings.get(key, ()):
                if level not in (None, competencies[at].level):
                    continue
                gain = rarity * part
                if key.startswith("="):
                    in_topic.add(at)
                places = gains.setdefault(at, {})
                most, rest = places.get(start, (0.0, 0.0))
                places[start] = max(most, gain), rest + min(most, gain)
                said = reasons.setdefault(at, {})
                said[start, end] = max(said.get((start, end), 0.0), gain)
        is_doing = _kind_of(tokens)
        ranked = []
        for at, places in gains.items():
            score = sum(most + self.weights.rest * rest for most, rest in places.values())
            verb = competencies[at].verb
            if None not in (is_doing, verb) and (verb is Verb.DOES) == is_doing:
                score *= 1 + self.weights.verb
            ranked.append((-round(score, 3), at))
        return [
            Suggestion(
                competencies[at].code,
                -score,
                _because(text, reasons[at]),
                is_short or len(gains[at]) > 1 or (at in in_topic and -score >= least),
            )
            for score, at in sorted(ranked)
        ]

    def _asked(self, tokens: Sequence[Token]) -> dict[str, tuple[int, int]]:
        """Return what a text asks for, stems and topics, each with the first place that says it."""
        asked: dict[str, tuple[int, int]] = {}
        for token in tokens:
            if token.stem not in PASSED_OVER:
                asked.setdefault(token.stem, (token.start, token.end))
        for key, first, last in _topics_in(self.phrases, [token.stem for token in tokens]):
            asked.setdefault(key, (tokens[first].start, tokens[last].end))
        return asked


def build_finder(
    edition: Edition,
    topics: Iterable[Topic] = (),
    wording: Mapping[str, str] | None = None,
    weights: Scale = WEIGHTS,
) -> Finder:
    """Build the index of an edition; `wording` (code -> official wording) counts where loaded.

    Codes of a topic that the edition does not have are left out.
    """
    topics = tuple(topics)
    wording = wording or {}
    phrases = _phrases(topics)
    competencies = edition.competencies
    at_code = {one.code: at for at, one in enumerate(competencies)}
    labels = [_stems(one.label) for one in competencies]
    notes = [_stems(one.scope_note) for one in competencies]
    usual = max(1.0, sum(map(len, labels)) / max(1, len(labels)))
    fields: list[dict[str, float]] = [{} for _ in competencies]
    for at, one in enumerate(competencies):
        add = _Adding(fields[at], usual, weights.length).add
        add(labels[at], weights.label)
        add(notes[at], weights.note)
        add(_stems(wording.get(one.code, "")), weights.wording)
        for twin in edition.twins_of.get(one.code, ()):
            add(labels[at_code[twin.beside(one.code)]], weights.twin)
        for stems, weight in ((notes[at], weights.note), (labels[at], 1.0)):
            for key, _first, _last in _topics_in(phrases, stems):
                fields[at][key] = weights.synonym * weight
    for topic in topics:
        for rank, code in enumerate(topic.codes):
            if code in at_code:
                left = 1 - weights.fall * rank / len(topic.codes)
                fields[at_code[code]][_key(topic)] = weights.topic * left
    postings: dict[str, list[tuple[int, float]]] = {}
    for at, counted in enumerate(fields):
        for key, weight in counted.items():
            part = weight * (weights.spread + 1) / (weight + weights.spread)
            postings.setdefault(key, []).append((at, part))
    total = len(fields)
    return Finder(
        edition,
        weights,
        {key: tuple(found) for key, found in postings.items()},
        {
            key: math.log(1 + (total - len(found) + 0.5) / (len(found) + 0.5))
            for key, found in postings.items()
        },
        phrases,
        tuple(plain(f"{one.code} {one.label} {one.scope_note}") for one in competencies),
        tuple(plain(wording.get(one.code, "")) for one in competencies),
    )


@dataclass(frozen=True, slots=True)
class _Adding:
    """Counts the stems of one competency's fields, each less in a text that is long."""

    counted: dict[str, float]
    usual: float
    length: float

    def add(self, stems: Sequence[str], weight: float) -> None:
        share = 1 - self.length + self.length * len(stems) / self.usual
        for word, times in Counter(stems).items():
            if word not in PASSED_OVER:
                self.counted[word] = self.counted.get(word, 0.0) + weight * times / share


def _stems(text: str) -> list[str]:
    return [token.stem for token in read_tokens(text)]


def _key(topic: Topic) -> str:
    """Return the name of a topic among stems, which never hold this sign."""
    return f"={topic.key}"


def _stands(word: str, text: str) -> bool:
    """Whether a word stands in a text, whole or as the beginning of one."""
    at = text.find(word)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at >= 0


def _phrases(topics: Iterable[Topic]) -> Phrases:
    """Return the phrases of topics by their first stem, the longest first."""
    found: dict[str, set[tuple[tuple[str, ...], str]]] = {}
    for topic in topics:
        for words in topic.words:
            stems = tuple(_stems(words))
            # A small word says nothing alone, not even as the stem of a word that would.
            if stems and (len(stems) > 1 or stems[0] not in PASSED_OVER):
                found.setdefault(stems[0], set()).add((stems, _key(topic)))
    return {
        first: tuple(sorted(ones, key=lambda one: (-len(one[0]), one)))
        for first, ones in found.items()
    }


def _topics_in(phrases: Phrases, stems: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield each topic that stems name, with its first and last place."""
    for at, one in enumerate(stems):
        for phrase, key in phrases.get(one, ()):
            if tuple(stems[at : at + len(phrase)]) == phrase:
                yield key, at, at + len(phrase) - 1


def _kind_of(tokens: Sequence[Token]) -> bool | None:
    """Whether an outcome asks to do (True) or to know (False); None where it does not say."""
    for token in tokens[:8]:
        if token.stem in DOING:
            return True
        if token.stem in KNOWING:
            return False
    return None


def _because(text: str, said: Mapping[tuple[int, int], float]) -> tuple[str, ...]:
    """Return the words that speak for a competency, the strongest first, none inside another."""
    ranked = sorted(said, key=lambda span: (-said[span], span))
    outer = [
        span
        for span in ranked
        if not any(one != span and one[0] <= span[0] and span[1] <= one[1] for one in ranked)
    ]
    return tuple(" ".join(text[start:end].split()) for start, end in outer[:MOST_REASONS])
