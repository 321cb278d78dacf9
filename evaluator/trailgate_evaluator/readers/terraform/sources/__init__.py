"""Where the sources of a plan are: in the plan file itself, or in a folder."""
