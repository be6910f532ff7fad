"""Languages as providers write them, as the web names them (BCP 47)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_TAGS: Final = {
    "albanian": "sq", "amharic": "am", "arabic": "ar", "bengali": "bn", "bangla": "bn",
    "bulgarian": "bg", "cantonese": "yue", "chinese": "zh", "croatian": "hr", "czech": "cs",
    "dari": "prs", "dutch": "nl", "english": "en", "estonian": "et", "farsi": "fa",
    "persian": "fa", "finnish": "fi", "french": "fr", "german": "de", "greek": "el",
    "gujarati": "gu", "hausa": "ha", "hebrew": "he", "hindi": "hi", "hungarian": "hu",
    "igbo": "ig", "irish": "ga", "italian": "it", "japanese": "ja", "korean": "ko",
    "kurdish": "ku", "kurmanji": "kmr", "latvian": "lv", "lithuanian": "lt",
    "malayalam": "ml", "mandarin": "cmn", "mirpuri": "pmu", "nepali": "ne", "pashto": "ps",
    "polish": "pl", "portuguese": "pt", "punjabi": "pa", "panjabi": "pa", "romanian": "ro",
    "russian": "ru", "scottish gaelic": "gd", "serbian": "sr", "sinhala": "si",
    "slovak": "sk", "slovenian": "sl", "somali": "so", "sorani": "ckb", "spanish": "es",
    "swahili": "sw", "swedish": "sv", "sylheti": "syl", "tamil": "ta", "telugu": "te",
    "tigrinya": "ti", "turkish": "tr", "ukrainian": "uk", "urdu": "ur", "vietnamese": "vi",
    "welsh": "cy", "yiddish": "yi", "yoruba": "yo",
}  # fmt: skip
_NAME: Final = re.compile(
    rf"\b(?:{'|'.join(sorted(_TAGS, key=lambda name: -len(name)))})\b", re.IGNORECASE
)
_HELP: Final = re.compile(
    r"sign language|\b(?:bsl|makaton|interpret\w*|translat\w*|subtitle\w*|caption\w*)\b"
    r"|\bon (?:request|demand)\b|\bmaterials? only\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Languages:
    """In what a course is taught, as tags, and what helps those who speak another language.

    `unnamed` are words of a provider in which no language is known.
    """

    tags: tuple[str, ...]
    helps: tuple[str, ...]
    unnamed: tuple[str, ...]


def sort_languages(names: Iterable[str]) -> Languages:
    """Sort what a provider lists under languages.

    A sign language, an interpreter, and what is there on request, are no language that a course
    is taught in: they make it accessible.
    """
    tags: dict[str, None] = {}
    helps: list[str] = []
    unnamed: list[str] = []
    for name in names:
        if _HELP.search(name):
            helps.append(name)
        elif found := _NAME.findall(name):
            tags.update((_TAGS[each.casefold()], None) for each in found)
        else:
            unnamed.append(name)
    return Languages(tuple(tags), tuple(helps), tuple(unnamed))
