"""What several features do with the same tables: below every feature, above the tables."""
