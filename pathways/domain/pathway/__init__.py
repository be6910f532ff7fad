"""What a provider offers: its content, and what follows from that content alone."""
