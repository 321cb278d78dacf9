"""What CloudFormation or AWS refuses of a template, so that its stack is rolled back: by shape, by rule, and by limits."""
