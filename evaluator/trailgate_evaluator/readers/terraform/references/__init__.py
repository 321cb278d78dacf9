"""What an expression's references lead to."""
