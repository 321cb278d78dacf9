"""What an expression comes to: known values, symbols for what is not known yet, and their types."""
