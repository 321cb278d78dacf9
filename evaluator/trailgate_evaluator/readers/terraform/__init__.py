"""Terraform and OpenTofu plans and states read into the parts of a document. Facts and rules: docs/terraform.md."""

from trailgate_evaluator.readers.terraform.reading import PlanReading, read

__all__ = ["PlanReading", "read"]
