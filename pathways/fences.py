"""Limits of a process, and locks on files, where the system has them: Windows has neither.

There the app can be tried out, and says at its start what is missing.
"""

import os
from typing import Final

try:
    import fcntl
    import resource
except ModuleNotFoundError:
    IS_FENCED = False
else:
    IS_FENCED = True

MISSING = (
    "This system limits neither the memory nor the time of a process that reads a file or works a "
    "plan out, and locks no files. That will do for trying out, not for serving others."
)


_NICE: Final = 10


def keep_within(memory: int, seconds: int, *, may_write: bool = False) -> None:
    """Stop this process at so many bytes of memory, seconds of processor, and any written file.

    It stands behind the web from now on, where both want the processor.
    """
    if not IS_FENCED:
        return
    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    if not may_write:
        # It writes none, whatever a reader's flaw may let a file do.
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def lock(number: int, *, waits: bool = False) -> bool:
    """Lock an open file; False where somebody has it, unless one waits for it.

    Without locks everybody has it.
    """
    if not IS_FENCED:
        return True
    try:
        fcntl.flock(number, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
