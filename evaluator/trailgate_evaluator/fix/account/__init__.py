"""What stands in the account, and what is wished for."""
