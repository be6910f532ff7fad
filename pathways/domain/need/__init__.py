"""What a buyer needs, and the offers that meet it, one by one or together."""
