"""Sheets as earlier releases wrote them, for the workbooks that are out and may come home."""
