"""The weights below a whole, as a listed offer keeps them: a text, empty where there are none.

A part for each treatment: all that weighs less than a whole, the heaviest weight, and each
weight with what weighs so, as in "3f;500;500:1f,250:20". A ranking looks at thousands of them, most
often only at how a part begins.
"""

from collections.abc import Sequence

from pathways.domain.rule.proportion import Weights


def write_weights(weights: Sequence[Weights]) -> str:
    """Return what is kept of the weights at each treatment, from introduced to assessed."""
    return "/".join(map(_write_part, weights)) if any(weights) else ""


def _write_part(weights: Weights) -> str:
    claimed = 0
    for _weight, mask in weights:
        claimed |= mask
    pairs = ",".join(f"{weight}:{mask:x}" for weight, mask in weights)
    return f"{claimed:x};{weights[0][0] if weights else 0};{pairs}"


def read_claimed(text: str, treatment: int) -> int:
    """Return the bit set of all that weighs less than a whole at one treatment."""
    return int(text.split("/")[treatment].partition(";")[0], 16)


def read_heaviest(text: str, treatment: int) -> int:
    """Return the heaviest weight at one treatment, 0 where there is none below a whole."""
    return int(text.split("/")[treatment].split(";", 2)[1])


def read_weights(text: str, treatment: int) -> Weights:
    """Return the weights at one treatment, a place from 0 to 2, the heaviest first."""
    if not text:
        return ()
    kept = text.split("/")[treatment].rpartition(";")[2]
    pairs = [one.partition(":") for one in kept.split(",")] if kept else []
    return tuple([(int(weight), int(mask, 16)) for weight, _colon, mask in pairs])
