"""The QA matrix, a sheet a file."""
