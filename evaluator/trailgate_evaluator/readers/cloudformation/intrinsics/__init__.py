"""CloudFormation's functions, worked out over what a template, its parameters and its place tell."""
