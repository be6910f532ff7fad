"""Offers side by side, and all of them over one region."""
