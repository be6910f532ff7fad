"""How gunicorn runs the app for real: `gunicorn --config python:pathways.production wsgi:app`.

What is set here are gunicorn's own settings; any of them can be given on its
command line instead. The settings of the app are in `config.py`.
"""

import ctypes
import gc

from pathways.metrics import forget_counts, share_counts

workers = 2
# Few threads: on SQLite all writers wait for the same lock, and more of them only wait longer.
threads = 4
# The app is loaded once, before the workers part, so that they share its memory.
preload_app = True
# No request is cut off by it: a worker says each second that it lives, however long a thread is at
# work, and one that is silent for a minute hangs.
timeout = 60
# Nothing here talks to a running gunicorn but signals.
control_socket_disable = True

# A proxy on the same machine is trusted with these, and some pass on what a client sent: whoever
# asks would choose the prefix of every address that the app writes, or have an error each time.
forwarder_headers = ""

# The C library gives each thread a store of memory of its own, and each would keep the 19 MiB that
# the last password took. Threads of Python seldom ask at one moment, so that one store is enough.
_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h
if hasattr(_library := ctypes.CDLL(None), "mallopt"):
    _library.mallopt(_ARENA_MAX, 1)

# Whoever reads /metrics is answered by one worker, and gets what all of them counted.
_counts = share_counts()


def when_ready(_server: object) -> None:
    """Keep what is loaded out of the garbage collector's way.

    The collector writes into everything that it looks at, and what a worker
    writes into it no longer shares: some 20 MiB for each.
    """
    gc.collect()
    gc.freeze()


def on_exit(_server: object) -> None:
    """Take away what the workers counted."""
    forget_counts(_counts)
