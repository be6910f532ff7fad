"""How long a text may be, in UTF-16 units, and how large a number: for forms and files alike."""

from typing import Final

NAME_LIMIT: Final = 120
TITLE_LIMIT: Final = 200
NOTE_LIMIT: Final = 8_000
SENTENCE_LIMIT: Final = 300
"""Of the one sentence that a provider says of modules that are crowded."""

LONG_LIMIT: Final = 30_000
OUTCOME_LENGTH: Final = 500
"""Of one learning outcome: a cell of the workbook holds all the outcomes of a module."""

WORD_LIMIT: Final = 80
"""Of one word or short name in a list, such as a region."""
LIST_LIMIT: Final = 50
"""Of the words or names in one list."""

QUESTION_LENGTH: Final = 300
"""Of one question of a standard."""
QUESTION_LIMIT: Final = 30
"""How many questions a standard has."""

CONDITION_LENGTH: Final = 1_000
"""Of one condition of an approval."""
CONDITION_LIMIT: Final = 20
"""How many conditions an approval has."""

CRITERION_LENGTH: Final = 300
"""Of one thing that a reviewer looks for in a session."""
CRITERION_LIMIT: Final = 20
"""How many of them one record holds."""

MINUTES_LIMIT: Final = 60_000
NUMBER_LIMIT: Final = 999_999
PENCE_LIMIT: Final = 999_999_999

PLACES_LIMIT: Final = 10_000
"""Places left in one run."""
RUN_LIMIT: Final = 200
"""How many runs of a pathway are announced at one time."""

MODULE_LIMIT: Final = 60
"""How many modules a pathway holds."""
