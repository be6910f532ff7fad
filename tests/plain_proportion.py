"""What is behind a claim, written a second time from the rules in words, in the plainest way.

It takes a course as the JSON values of its content and an edition as a list of codes, and counts
with lists and sets of codes. It shares no code with the product and knows no bit sets, so that a
slip in either shows against the other. The sums are what a careful reader would do on paper.
"""

import unicodedata
from collections import Counter
from typing import Any, Final, NamedTuple

RATE: Final = 12
SHORTEST: Final = 8
COPIES: Final = 5
NUMBERED: Final = 10
LONGEST: Final = 480

Course = dict[str, Any]
"""The JSON values of a pathway's content."""


class Module(NamedTuple):
    """What one module claims: the letter of each code, and the codes with a note of its own."""

    minutes: int
    letters: dict[str, str]
    noted: set[str]


# --- Codes


def level_of(code: str) -> int:
    """Return the level of a code: 2 for L2-KA-K01."""
    return int(code.split("-")[0][1:])


def lines_of(codes: list[str], target: int) -> dict[str, set[str]]:
    """Return the lines of a target level, each with its codes."""
    features = {code for code in codes if code.startswith(f"L{target}-SP-")}
    found: dict[str, set[str]] = {}
    for code in codes:
        theme = code.split("-")[1]
        if theme != "SP" and (features or level_of(code) == target):
            found.setdefault(theme, set()).add(code)
    return {"SP": features, **found} if features else found


def judged(codes: list[str], target: int) -> set[str]:
    """Return every code that counts at a target level."""
    return {code for members in lines_of(codes, target).values() for code in members}


# --- Notes


def folded(text: str) -> str:
    """Return a text without case, blanks and punctuation."""
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in kept if unicodedata.category(one)[0] in "LNM")


def is_long_enough(note: str) -> bool:
    """Whether a note has enough characters, runs of blanks counted as one."""
    return len(" ".join(note.split())) >= SHORTEST and folded(note) != ""


def long_notes(course: Course) -> list[str]:
    """Return every note of a course that is long enough, folded, as often as it stands."""
    every = [mapping["evidence"] for module in course["modules"] for mapping in module["mappings"]]
    return [folded(note) for note in every if is_long_enough(note)]


def own_notes(course: Course) -> set[str]:
    """Return the notes, folded, that stand on no more than a few mappings."""
    stands = Counter(long_notes(course))
    return {note for note, count in stands.items() if count <= COPIES}


def where_stands(course: Course, note: str) -> tuple[int, int]:
    """Return on how many competencies a folded note stands, and in how many modules."""
    codes, parts = set(), 0
    for module in course["modules"]:
        here = {
            mapping["code"]
            for mapping in module["mappings"]
            if is_long_enough(mapping["evidence"]) and folded(mapping["evidence"]) == note
        }
        codes |= here
        parts += len(here) > 0
    return len(codes), parts


# --- Modules


def read_modules(course: Course, codes: list[str]) -> list[Module]:
    """Return what each module claims; an assessment that is not named leaves it developed."""
    found = []
    own = own_notes(course)
    for module in course["modules"]:
        letters, noted = {}, set()
        for mapping in module["mappings"]:
            if mapping["code"] not in codes:
                continue
            letter = mapping["treatment"]
            if letter == "A" and module["assessment"].strip() == "":
                letter = "D"
            letters[mapping["code"]] = letter
            if is_long_enough(mapping["evidence"]) and folded(mapping["evidence"]) in own:
                noted.add(mapping["code"])
        found.append(Module(module["minutes"], letters, noted))
    return found


def room_of(modules: list[Module], module: Module) -> tuple[int, int]:
    """Return for how many there is time, and how many share it: the unstated share theirs."""
    if module.minutes:
        return RATE * module.minutes // 60, len(module.letters)
    claims = sum(len(other.letters) for other in modules if other.minutes == 0)
    half = claims // 2 + claims % 2
    return min(half, RATE), claims


def is_crowded(modules: list[Module], module: Module) -> bool:
    """Whether a module claims more than there is time for."""
    time, claims = room_of(modules, module)
    return len(module.letters) > 0 and claims > time


def time_for(modules: list[Module]) -> int:
    """Return how many competencies there is time for in the whole."""
    stated = [RATE * module.minutes // 60 for module in modules if module.minutes]
    unstated = [module for module in modules if not module.minutes]
    return sum(stated) + (room_of(modules, unstated[0])[0] if unstated else 0)


# --- Claims of the whole


def goes(letter: str, least: str) -> bool:
    """Whether a mark goes at least so far."""
    return "IDA".index(letter) >= "IDA".index(least)


def claimed(modules: list[Module], least: str) -> set[str]:
    """Return what some module claims at least so far."""
    return {
        code for module in modules for code, letter in module.letters.items() if goes(letter, least)
    }


def noted(modules: list[Module]) -> set[str]:
    """Return what has a note of its own somewhere."""
    return {code for module in modules for code in module.noted}


def backed(modules: list[Module], least: str) -> set[str]:
    """Return what some module treats at least so far, with time and a note of its own."""
    return {
        code
        for module in modules
        if not is_crowded(modules, module)
        for code, letter in module.letters.items()
        if goes(letter, least) and code in module.noted
    }


def weigh(modules: list[Module], code: str, least: str) -> int:
    """Return what a claim weighs, in thousandths: the best that any module gives."""
    found = [0]
    for module in modules:
        if code not in module.letters or not goes(module.letters[code], least):
            continue
        weight = 1000 if code in module.noted else 500
        if is_crowded(modules, module):
            time, claims = room_of(modules, module)
            weight = weight * time // claims
        found.append(weight)
    return max(found)


def worth(modules: list[Module], members: set[str], count: int, least: str) -> int:
    """Return what a want that asks `count` of a set is worth: its largest weights, no more."""
    weights = sorted((weigh(modules, code, least) for code in members), reverse=True)
    return sum(weights[:count])


def share(modules: list[Module], codes: list[str], target: int) -> int:
    """Return what the claims of a course weigh, per mille of all that counts at its level."""
    members = judged(codes, target)
    return worth(modules, members, len(members), "I") // len(members)


# --- Cautions: their kinds, with the numbers that each sentence has to hold, in order


def hours(minutes: int) -> list[int]:
    """Return the numbers by which a length is said: whole hours, else minutes, else both."""
    if minutes % 60 == 0:
        return [minutes // 60]
    return [minutes] if minutes < 120 else [minutes // 60, minutes % 60]


Said = list[tuple[str, list[int]]]


def list_cautions(course: Course, codes: list[str]) -> Said:
    """Return the kind and the numbers of each caution, in the order in which they are said."""
    modules = read_modules(course, codes)
    here = judged(codes, course["target_level"])
    return [
        *_rate(modules, here),
        *_note(course, modules, here),
        *_assessed(course, modules, here, codes),
        *_one_module(modules, here),
        *_time(course, modules),
        *_outcome(course, modules),
        *_above(course, modules),
    ]


def _rate(modules: list[Module], here: set[str]) -> Said:
    crowded = [at for at, module in enumerate(modules) if is_crowded(modules, module)]
    found: Said = []
    many = len(claimed(modules, "I") & here)
    if crowded and len(modules) > 1 and many > time_for(modules):
        minutes = sum(module.minutes for module in modules)
        told = [*hours(minutes), RATE] if all(module.minutes for module in modules) else []
        found.append(("rate", [many, *told, time_for(modules)]))
    unstated_before = 0
    for at, module in enumerate(modules):
        own = RATE * module.minutes // 60
        if not module.minutes:
            # Its part of what they have together, so that the parts add up.
            time, claims = room_of(modules, module)
            upto = unstated_before + len(module.letters)
            own = time * upto // claims - time * unstated_before // claims if claims else 0
            unstated_before = upto
        if at in crowded:
            number = [at + 1] if len(modules) > 1 else []
            told = [*hours(module.minutes), RATE] if module.minutes else []
            found.append(("rate", [*number, len(module.letters), *told, own]))
    return found


def _note(course: Course, modules: list[Module], here: set[str]) -> Said:
    found: Said = []
    many = claimed(modules, "I") & here
    without = many - noted(modules)
    if without:
        told = [len(many)] if without == many else [len(without), len(many)]
        found.append(("note", told))
    stands = Counter(long_notes(course))
    own = {note: count for note, count in stands.items() if count <= COPIES}
    copied = [note for note, count in stands.items() if count > COPIES]
    if copied:
        # By the competencies that each stands on, where several modules may give one.
        first, *others = sorted((where_stands(course, note) for note in copied), reverse=True)
        on, parts = first
        told = [on] if on > COPIES else [on, parts]
        found.append(("note", [*told, len(others), COPIES] if others else told))
    alike: dict[str, list[int]] = {}
    for note, count in own.items():
        bare = "".join(one for one in note if not one.isdigit())
        alike.setdefault(bare, []).append(count)
    groups = [sum(counts) for counts in alike.values() if len(counts) > 1]
    numbered = [count for count in groups if count > NUMBERED]
    return [*found, ("note", [sum(numbered)])] if numbered else found


def _assessed(course: Course, modules: list[Module], here: set[str], codes: list[str]) -> Said:
    marked = {
        at: {
            mapping["code"]
            for mapping in module["mappings"]
            if mapping["treatment"] == "A" and mapping["code"] in codes
        }
        for at, module in enumerate(course["modules"])
    }
    without = [
        at
        for at, found in marked.items()
        if found and not course["modules"][at]["assessment"].strip()
    ]
    if without:
        unnamed = len(set().union(*(marked[at] for at in without)))
        if not claimed(modules, "A"):
            return [("assessed", [unnamed])]
        first = without[0] + 1 if len(without) == 1 else len(without)
        return [("assessed", [first, unnamed])]
    many = claimed(modules, "I") & here
    if not any(marked.values()) and many:
        deeper = len(claimed(modules, "D") & here)
        return [("assessed", [count for count in (len(many) - deeper, deeper) if count])]
    return []


def _one_module(modules: list[Module], here: set[str]) -> Said:
    found: Said = []
    many = claimed(modules, "I") & here
    for at, module in enumerate(modules):
        if len(modules) < 3 or len(many) == 1:
            break
        others = claimed(modules[:at] + modules[at + 1 :], "I")
        alone = len((set(module.letters) & here) - others)
        if 2 * alone > len(many):
            found.append(("one-module", [alone, len(many), at + 1]))
    for at, module in enumerate(modules):
        if module.minutes > LONGEST:
            found.append(("one-module", [at + 1, *hours(module.minutes)]))
    return found


def _time(course: Course, modules: list[Module]) -> Said:
    if not modules:
        return [("time", [])]
    found: Said = []
    unstated = [at for at, module in enumerate(modules) if not module.minutes]
    if len(unstated) == 1:
        found.append(("time", [unstated[0] + 1] if len(modules) > 1 else []))
    elif len(unstated) == len(modules):
        found.append(("time", []))
    elif unstated:
        found.append(("time", [len(unstated)]))
    details = course["details"]
    stated = details["contact_minutes"] + details["self_study_minutes"]
    together = sum(module.minutes for module in modules)
    if stated and together > stated:
        found.append(("time", [*hours(together), *hours(stated)]))
    return found


def _outcome(course: Course, modules: list[Module]) -> Said:
    found: Said = []
    idle = 0
    texts = []
    bare = []
    for at, module in enumerate(course["modules"]):
        named = {outcome for mapping in module["mappings"] for outcome in mapping["outcomes"]}
        idle += sum(1 for outcome in module["outcomes"] if outcome["id"] not in named)
        texts += [folded(outcome["text"]) for outcome in module["outcomes"]]
        if modules[at].letters and not module["outcomes"]:
            bare.append(at + 1)
    if idle:
        found.append(("outcome", [idle]))
    if same := sum(1 for text in texts if text and texts.count(text) > 1):
        found.append(("outcome", [same]))
    if len(bare) == 1:
        found.append(("outcome", bare if len(modules) > 1 else []))
    elif bare:
        found.append(("outcome", [len(bare)]))
    return found


def _above(course: Course, modules: list[Module]) -> Said:
    levels = Counter(level_of(code) for code in claimed(modules, "I"))
    return [
        ("above", [count])
        for level, count in sorted(levels.items())
        if level > course["target_level"]
    ]


# --- Orders


class Standing(NamedTuple):
    """What settles ties, in this order, the least first."""

    crowded: int
    cautions: int
    not_assessed: int
    not_developed: int
    not_minutes: int


def stand(course: Course, codes: list[str]) -> Standing:
    """Return what settles ties: more of a thing that is good makes its number less."""
    modules = read_modules(course, codes)
    here = judged(codes, course["target_level"])
    many = len(claimed(modules, "I") & here)
    minutes = sum(module.minutes for module in modules)
    return Standing(
        sum(1 for module in modules if is_crowded(modules, module)),
        len(list_cautions(course, codes)),
        -len(backed(modules, "A") & here),
        -len(backed(modules, "D") & here),
        -(100 * minutes // many) if many else 0,
    )


def price(course: Course) -> float:
    """Return pence for each person; without an end where it cannot be told."""
    details = course["details"]
    pence = details["price_pence"]
    if pence is None:
        return float("inf")
    if pence == 0 or details["price_basis"] == "person":
        return int(pence)
    if details["price_basis"] == "group" and details["group_max"]:
        return -(-int(pence) // int(details["group_max"]))
    return float("inf")


def fit_order(course: Course, codes: list[str]) -> tuple[int, Standing, float, str]:
    """Return what sorts courses by fit: the least first."""
    modules = read_modules(course, codes)
    return (
        -share(modules, codes, course["target_level"]),
        stand(course, codes),
        price(course),
        course["title"].lower(),
    )
