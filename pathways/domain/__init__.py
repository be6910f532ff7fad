"""The framework's rules as plain values and plain functions, standard library only."""
