"""The check before sending, sending, and taking a submission back."""
