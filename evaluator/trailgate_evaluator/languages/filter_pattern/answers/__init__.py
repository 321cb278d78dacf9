"""What is said of a pattern: coverage of the required records, description, explanation, suggestion, repair, trial."""
