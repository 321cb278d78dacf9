"""Judges snapshots and Terraform plans by the policies, offline, and reports what it finds."""

from typing import Final

__version__: Final = "0.1.0"
