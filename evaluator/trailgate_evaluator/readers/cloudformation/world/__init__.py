"""What a template cannot show: what is hidden, what may not come to stand, and the account that it is laid over."""
