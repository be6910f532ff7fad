"""A brief as words for a specification or a tender."""
