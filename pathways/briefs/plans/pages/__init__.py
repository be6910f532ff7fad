"""The addresses of plans, a module for each thing that they are about."""
