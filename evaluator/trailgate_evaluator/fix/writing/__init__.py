"""Changes as text."""
