"""Whether a pattern matches every record of a shape, some or none. It shares the syntax tree with the matcher, nothing else."""
