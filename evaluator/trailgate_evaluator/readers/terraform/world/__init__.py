"""What may be hidden, the end state, and its overlay on a baseline."""
