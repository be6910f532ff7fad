"""The writes of the feature."""
