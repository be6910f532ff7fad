"""Every step of a submission."""
