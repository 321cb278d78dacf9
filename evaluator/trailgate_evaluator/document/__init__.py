"""The document that policies read: its parts as readers return them, and the whole as it is judged."""
