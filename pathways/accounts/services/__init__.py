"""What changes accounts and organisations, one module for each thing."""
