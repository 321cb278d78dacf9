"""CloudFormation templates and CDK applications as the parts of documents."""

from trailgate_evaluator.readers.cloudformation.reading import TemplateReading, Written, read
from trailgate_evaluator.readers.cloudformation.stacks.parameters import parameters_in

__all__ = ["TemplateReading", "Written", "parameters_in", "read"]
