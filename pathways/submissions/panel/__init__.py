"""Submissions side by side, for those who weigh several."""
