"""Templates as stacks: parameters, conditions, repeated and nested ones, and what is called by what name."""
