"""Text of configuration files and templates, as trees."""
