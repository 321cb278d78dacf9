"""Terraform and OpenTofu plans and states read into the parts of a document. Facts and rules: docs/terraform.md."""

from trailgate_evaluator.readers.terraform.plan_json.graph import Graph
from trailgate_evaluator.readers.terraform.plan_json.graph import read as read_graph
from trailgate_evaluator.readers.terraform.reading import PlanReading, read

__all__ = ["Graph", "PlanReading", "read", "read_graph"]
