"""The fewest changes that do it."""
