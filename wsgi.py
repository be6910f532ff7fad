"""The application that servers and the `flask` command load."""

import gc

# What is loaded stays. To look again and again for garbage in it takes a sixth of the start.
gc.disable()

from pathways import create_app  # noqa: E402

app = create_app()
gc.freeze()
gc.enable()
