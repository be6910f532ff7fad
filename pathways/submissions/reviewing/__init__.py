"""Findings, comments of both sides, who reviews, and what they declare."""
