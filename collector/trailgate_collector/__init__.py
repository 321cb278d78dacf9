"""The only code of trailgate that talks to AWS: it writes one account's snapshot, and interprets nothing."""
