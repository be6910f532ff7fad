"""What an organisation sent, and what was sent to it."""
