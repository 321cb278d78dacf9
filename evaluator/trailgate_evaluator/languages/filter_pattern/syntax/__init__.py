"""Filter patterns read and written: tokens, trees, mistakes, the parsers of the three languages, the printer."""
