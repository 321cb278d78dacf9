"""`data.aws_iam_policy_document` as the AWS provider writes it: JSON of its arguments, though parts of them be unknown."""
