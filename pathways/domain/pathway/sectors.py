"""Under which sectors words of one's own are filed, by a kept list of what belongs to each.

A provider writes "Primary care", a buyer asks for Health: both are filed by the same list, so that
each finds the other. What is filed otherwise says so in brackets: "Outreach (Youth work)".
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from pathways.domain.framework.smallwords import PASSED_OVER
from pathways.domain.framework.stems import plain, read_tokens, stem
from pathways.domain.pathway.vocabulary import ANY_SECTOR, SECTORS
from pathways.domain.words import listed

BELONGS: Final[Mapping[str, str]] = {
    "Health": """
        health; healthcare; nhs; primary care; gp; general practice; general practitioner; doctor;
        family doctor; surgery; nurse; nursing; midwife; midwifery; maternity; hospital; acute care;
        acute trust; secondary care; community health; community nurse; health visitor;
        health visiting; pharmacy; pharmacist; community pharmacy; dental; dentist; dentistry;
        optometry; optician; physiotherapy; allied health; public health; sexual health;
        palliative care; hospice; urgent care; emergency department; integrated care; ambulance;
        paramedic; clinical; clinician; medical
        """,
    "Mental health": """
        mental health; psychology; psychologist; psychiatry; psychiatrist; psychiatric;
        psychotherapy; psychotherapist; counselling; counsellor; camhs; iapt; talking therapy;
        crisis team; mental health nurse; mental health nursing
        """,
    "Drugs and alcohol": """
        drug; alcohol; substance use; substance misuse; addiction; addiction service;
        recovery service; harm reduction; needle exchange
        """,
    "Social care": """
        social care; social work; social worker; social services; care home; residential care;
        domiciliary care; home care; adult care; adult social care; foster care; fostering;
        adoption; looked after children; care leaver; children's services; children's social care;
        children and family services; family service; family support; family hub; early help;
        safeguarding; carers; domestic abuse service
        """,
    "Education": """
        education; school; academy; teacher; teaching; teaching assistant; alternative provision;
        pupil referral; special educational needs; primary education; secondary education;
        private education; independent school
        """,
    "Further education": """
        further education; higher education; adult education; adult learning; college; sixth form;
        university; apprenticeship; training provider
        """,
    "Early years": """
        early years; early years education; nursery; childcare; childminder; childminding;
        preschool; children's centre
        """,
    "Housing and homelessness": """
        housing; housing association; homelessness; homeless; hostel; landlord; tenancy; tenancies;
        rough sleeping; rough sleeper; supported accommodation; refuge; temporary accommodation
        """,
    "Police and justice": """
        police; policing; constabulary; custody; justice; criminal justice; youth justice;
        youth offending; court; magistrate; prosecution; legal; solicitor; victim service;
        liaison and diversion
        """,
    "Prison and probation": """
        prison; probation; offender management; young offender institution; secure estate;
        detention centre; resettlement
        """,
    "Youth work": """
        youth; youth work; youth worker; youth service; youth club; detached youth work; mentoring
        """,
    "Voluntary and community": """
        voluntary; voluntary sector; volunteer; charity; third sector; community group;
        community sector; community organisation; community centre; social enterprise; vcse; vcs;
        vcfse; ngo; non profit; not for profit; grassroots
        """,
    "Faith": """
        faith; faith setting; religion; religious; church; chaplain; chaplaincy; mosque; gurdwara;
        temple; synagogue; clergy
        """,
    "Emergency services": """
        emergency service; blue light; ambulance; paramedic; coastguard; mountain rescue;
        search and rescue; first responder
        """,
    "Fire and rescue": "fire; fire and rescue; fire service; fire brigade; firefighter",
    "Local government": """
        local government; local authority; council; councillor; combined authority; civic;
        public sector
        """,
    ANY_SECTOR: """
        any sector; all sectors; every sector; cross sector; multi agency; all services;
        any organisation; all organisations
        """,
}
"""Words and phrases of each sector, in the singular; a longer one hides those that it holds."""

WITHIN: Final[Mapping[str, str]] = {
    "Further education": "Education",
    "Prison and probation": "Police and justice",
    "Fire and rescue": "Emergency services",
}
"""Sectors that are part of another, and are found under both."""

NO_SECTOR: Final = "none"
"""Stands in brackets behind a word that is to be filed under nothing."""

_SAID: Final = re.compile(r"^(?P<word>.*\S)\s*\((?P<sectors>[^()]*)\)$")


@dataclass(frozen=True, slots=True)
class FiledWord:
    """A sector as a provider gives it, and the fixed ones under which it is found.

    `is_said` where the provider says which.
    """

    word: str
    sectors: tuple[str, ...]
    is_said: bool = False

    @property
    def sector_words(self) -> str:
        """The fixed sectors, in words."""
        return listed(self.sectors)


def file_word(given: str) -> FiledWord:
    """Return the word of a sector with the fixed sectors under which it is found."""
    if fixed := _fixed(given):
        return FiledWord(fixed, _with_whole([fixed]), is_said=True)
    if match := _SAID.match(given):
        parts = [part.strip() for part in re.split(r"[;/]", match["sectors"])]
        said = [_fixed(part) for part in parts]
        if parts == [NO_SECTOR] or all(said):
            return FiledWord(match["word"], _with_whole(filter(None, said)), is_said=True)
    return FiledWord(given, read_sectors(given)[0])


def file_words(given: Iterable[str]) -> tuple[str, ...]:
    """Return every sector under which an offer is found: fixed ones in order, then its own words.

    A word that is a sector by another name stands under both, so that nothing is lost.
    """
    filed = [file_word(word) for word in given]
    fixed = {sector for one in filed for sector in one.sectors}
    own = dict.fromkeys(one.word for one in filed if one.word not in SECTORS)
    return (*(sector for sector in SECTORS if sector in fixed), *own)


def list_own(given: Iterable[str]) -> tuple[FiledWord, ...]:
    """Return the words of one's own among sectors, each with what it is filed under."""
    filed = (file_word(word) for word in given)
    return tuple(one for one in filed if one.word not in SECTORS)


def read_sectors(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the sectors that a text names, in order, and whether it says nothing beside them."""
    words = _words(text)
    phrases = _phrases()
    found: set[str] = set()
    at, is_whole = 0, True
    while at < len(words):
        for phrase, sectors in phrases.get(words[at], ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                found |= sectors
                at += len(phrase)
                break
        else:
            is_whole = is_whole and (words[at] in _SMALL or stem(words[at]) in PASSED_OVER)
            at += 1
    return _with_whole(found), bool(found) and is_whole


def _words(text: str) -> list[str]:
    """Return the words of a text in the singular. Stems would make a nurse of a nursery."""
    return [
        _singular(re.sub(r"'s$|[^a-z0-9]", "", plain(text[token.start : token.end])))
        for token in read_tokens(text)
    ]


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


_SMALL: Final = frozenset(
    _words("services teams staff sectors settings organisations officers workers trusts agencies")
)
"""Words that say nothing beside the sector that they stand with."""


@cache
def _phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], frozenset[str]], ...]]:
    """Return the phrases of all sectors as words, by their first, the longest first."""
    sectors: dict[tuple[str, ...], set[str]] = {}
    for sector, words in BELONGS.items():
        for phrase in (sector, *words.split(";")):
            sectors.setdefault(tuple(_words(phrase)), set()).add(sector)
    found: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
    for phrases in sorted(sectors, key=lambda one: (-len(one), one)):
        found.setdefault(phrases[0], []).append((phrases, frozenset(sectors[phrases])))
    return {first: tuple(ones) for first, ones in found.items()}


def _fixed(word: str) -> str:
    """Return the fixed sector of this name, whatever its case; empty for none."""
    folded = word.strip().casefold()
    return next((sector for sector in SECTORS if sector.casefold() == folded), "")


def _with_whole(sectors: Iterable[str]) -> tuple[str, ...]:
    found = set(sectors)
    found |= {WITHIN[sector] for sector in found if sector in WITHIN}
    return tuple(sector for sector in SECTORS if sector in found)
