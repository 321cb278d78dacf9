"""What mends a link, one module a link."""
