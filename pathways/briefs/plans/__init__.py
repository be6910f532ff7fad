"""The plan of a brief: worked out, shown, printed, given as files, kept."""
