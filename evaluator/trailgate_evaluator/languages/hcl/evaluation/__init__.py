"""Expressions evaluated in a scope, as far as it is known."""
