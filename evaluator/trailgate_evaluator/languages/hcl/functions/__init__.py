"""Terraform's pure functions on values that may not be known. Source: Terraform's reference, go-cty's `function/stdlib`."""
