"""What was said on a row, and as the text of one cell."""
