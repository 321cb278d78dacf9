"""One module a resource type."""
