"""What the directory keeps of published versions, in step with what it follows from."""
