"""A small AWS for tests: moto, with a layer in front of it that adds what moto lacks, and accounts built on it."""
