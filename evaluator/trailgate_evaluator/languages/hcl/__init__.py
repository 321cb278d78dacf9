"""HashiCorp's configuration language: its syntax, its values, and what an expression comes to where not all is known.

`syntax` ← `values` ← `functions` ← `evaluation`. Source: the HCL native syntax specification, Terraform's language documentation.
"""
