"""How often suggestions are right, beside plain BM25 over labels: `python -m tests.seeds.hits`.

`outcomes.csv` holds learning outcomes of our own writing with the competencies that they treat,
labelled before anything was tuned: the first batch before there were topics, the second in the
manner of short courses of many services, labelled twice in different order. The first byte of a
text's SHA-256 puts it into the half that weights, topics and synonyms may be tuned on, or into
the one that is only measured. The demonstration's outcomes, with their own mappings, are halved
likewise: they were written for something else, so that they are harder, and nearer to what
providers bring.
"""

import csv
import hashlib
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pathways.domain.framework.edition import Edition, build_edition
from pathways.domain.framework.finding import build_finder
from pathways.framework.services import read_index
from pathways.records.topics import SEEDS, read_topics

HERE = Path(__file__).parent
FOLDER = SEEDS / "wm-tif-2024"

Ranking = Callable[[str, int], Sequence[str]]
"""What gives ten codes or fewer for a text at a level, the best first."""


@dataclass(frozen=True)
class Labelled:
    """An outcome at a level with the competencies that it treats, which may be none."""

    level: int
    text: str
    codes: frozenset[str]

    @property
    def is_for_tuning(self) -> bool:
        return hashlib.sha256(self.text.encode()).digest()[0] % 2 == 0


@dataclass(frozen=True)
class Hits:
    """Shares of outcomes with a right one among five, and of right ones that are among ten."""

    hit_at_5: float
    recall_at_10: float
    silent: int
    """How many outcomes that fit nothing were given nothing."""


def seed_edition() -> Edition:
    """Return the edition of the index."""
    index = read_index(FOLDER)
    return build_edition(index.facts, index.rows, index.digest)


def read_outcomes(batch: str | None = None) -> list[Labelled]:
    """Return our own labelled outcomes, of one batch or (for None) of both."""
    with (HERE / "outcomes.csv").open(encoding="utf-8", newline="") as file:
        return [
            Labelled(int(row["level"]), row["text"], frozenset(row["codes"].split()))
            for row in csv.DictReader(file)
            if batch in (None, row["batch"])
        ]


def read_demonstration() -> list[Labelled]:
    """Return the demonstration's outcomes with what their modules map to them at their level."""
    found = []
    for path in sorted((SEEDS / "demonstration").glob("*.json")):
        pathway = json.loads(path.read_text(encoding="utf-8"))
        level = pathway["target_level"]
        for module in pathway["modules"]:
            for outcome in module["outcomes"]:
                codes = frozenset(
                    one["code"]
                    for one in module["mappings"]
                    if outcome["id"] in one["outcomes"] and one["code"].startswith(f"L{level}-")
                )
                if codes:
                    found.append(Labelled(level, outcome["text"], codes))
    return found


def plain_ranking(edition: Edition) -> Ranking:
    """Return BM25 over the words of labels, with nothing added: what ours is measured beside."""
    texts = {one.code: re.findall("[a-z0-9]+", one.label.lower()) for one in edition.competencies}
    usual = sum(map(len, texts.values())) / len(texts)
    held = Counter(word for words in texts.values() for word in set(words))

    def rank(text: str, level: int) -> list[str]:
        asked = re.findall("[a-z0-9]+", text.lower())
        scores: dict[str, float] = {}
        for code, words in texts.items():
            times = Counter(words)
            score = sum(
                math.log(1 + (len(texts) - held[word] + 0.5) / (held[word] + 0.5))
                * times[word]
                * 2.2
                / (times[word] + 1.2 * (0.25 + 0.75 * len(words) / usual))
                for word in asked
                if word in times
            )
            if score and code.startswith(f"L{level}-"):
                scores[code] = score
        return sorted(scores, key=lambda code: (-scores[code], code))[:10]

    return rank


def our_ranking(edition: Edition) -> Ranking:
    """Return the product's own."""
    finder = build_finder(edition, read_topics(FOLDER))
    return lambda text, level: [one.code for one in finder.suggest(text, level, 10)]


def measure(rank: Ranking, outcomes: Iterable[Labelled]) -> Hits:
    """Return how often a ranking is right."""
    hits, recalls, silent = [], [], 0
    for one in outcomes:
        found = rank(one.text, one.level)
        if one.codes:
            hits.append(not one.codes.isdisjoint(found[:5]))
            recalls.append(len(one.codes.intersection(found[:10])) / len(one.codes))
        else:
            silent += not found
    return Hits(sum(hits) / len(hits), sum(recalls) / len(recalls), silent)


if __name__ == "__main__":
    made = seed_edition()
    rankings = {"plain BM25": plain_ranking(made), "ours": our_ranking(made)}
    batches = (
        ("first batch", read_outcomes("first")),
        ("second batch", read_outcomes("second")),
        ("demonstration", read_demonstration()),
    )
    for name, rows in batches:
        for half in (True, False):
            part = [one for one in rows if one.is_for_tuning is half]
            for called, ranking in rankings.items():
                got = measure(ranking, part)
                sys.stdout.write(
                    f"{name:14}{'tuning' if half else 'test':8}{called:12}{len(part):4} outcomes"
                    f"  hit@5 {got.hit_at_5:.2f}  recall@10 {got.recall_at_10:.2f}"
                    f"  silent where nothing fits {got.silent}"
                    f" of {sum(not one.codes for one in part)}\n"
                )
