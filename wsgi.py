"""The application that servers and the `flask` command load."""

from pathways import create_app

app = create_app()
