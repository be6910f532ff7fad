"""The addresses of observed sessions and of results."""
