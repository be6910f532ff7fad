"""Who reviews a submission, and which part of it."""
