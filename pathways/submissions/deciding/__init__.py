"""Decisions, always with words, and withdrawing one."""
