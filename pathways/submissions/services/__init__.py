"""Everything that changes a submission. Each step is written down in the journal."""
