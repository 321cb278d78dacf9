"""Answers of AWS's API, as the AWS command line prints them and people save them, by whatever name."""
