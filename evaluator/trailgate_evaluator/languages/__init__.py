"""AWS's small languages, and what their sentences mean: no AWS resource, no file."""
