"""The framework as published: editions, their parts, codes, and what may be chosen from them."""
