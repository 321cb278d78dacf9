"""Filter patterns tried on events."""
