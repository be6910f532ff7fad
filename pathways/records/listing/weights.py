"""The weights below a whole, as a listed offer keeps them: a text, empty where there are none."""

import json
from collections.abc import Sequence

from pathways.domain.rule.proportion import Weights


def write_weights(weights: Sequence[Weights]) -> str:
    """Return what is kept of the weights at each treatment, from introduced to assessed."""
    if not any(weights):
        return ""
    return json.dumps(
        [[[weight, f"{mask:x}"] for weight, mask in one] for one in weights],
        separators=(",", ":"),
    )


def read_weights(text: str, treatment: int) -> Weights:
    """Return the weights at one treatment, a place from 0 to 2, the heaviest first."""
    if not text:
        return ()
    return tuple((weight, int(mask, 16)) for weight, mask in json.loads(text)[treatment])
