"""One module a link of the chain: a template's resources as a document has them."""
