"""The command line: what a person types, turned into calls and exit codes."""
