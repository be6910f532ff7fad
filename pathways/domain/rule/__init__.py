"""What a standard asks, and whether it is there: the rule that the product exists for."""
