"""Submissions: send, review, decide, on screen and in the workbook."""
