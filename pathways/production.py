"""How gunicorn runs the app for real: `gunicorn --config python:pathways.production wsgi:app`.

What is set here are gunicorn's own settings; any of them can be given on its
command line instead. The settings of the app are in `config.py`.
"""

import gc

workers = 2
# Few threads: on SQLite all writers wait for the same lock, and more of them only wait longer.
threads = 4
# The app is loaded once, before the workers part, so that they share its memory.
preload_app = True
# A workbook of the largest pathway takes under a second; a minute is a process that hangs.
timeout = 60
# Nothing here talks to a running gunicorn but signals.
control_socket_disable = True


def when_ready(_server: object) -> None:
    """Keep what is loaded out of the garbage collector's way.

    The collector writes into everything that it looks at, and what a worker
    writes into it no longer shares: some 20 MiB for each.
    """
    gc.collect()
    gc.freeze()
