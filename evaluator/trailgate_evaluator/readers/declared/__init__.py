"""What is declared, as plans and templates do it: the rules that the readers of both share, and nothing of either."""
