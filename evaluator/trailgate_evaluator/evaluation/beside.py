"""What is given beside an input: a baseline, sources, a graph, parameters, the template that a stack was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.reading import PlanFiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.evaluation.baselines import Baseline
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.inputs import Source
    from trailgate_evaluator.readers.cloudformation import Written
    from trailgate_evaluator.readers.terraform import Graph
    from trailgate_evaluator.readers.terraform.expressions.sources import Sources

_GRAPH_BYTES: Final = 32 << 20
"""The most bytes of a graph; one of 10,000 resources has about 5 MiB, and each edge takes ten times its text."""


class Beside:
    """All of it, read once for a run; None of what is not given."""

    def __init__(self, choices: Choices) -> None:
        """Raises `InputError` where something of it cannot be read."""
        self.baseline = None if choices.baseline is None else _baseline(choices)
        self._folder = None if choices.source is None else _folder(choices.source)
        self.graph = None if choices.graph is None else _graph(choices.graph)
        self.replaces = None if choices.replaces is None else _template_at(choices.replaces)
        self.parameters = {} if choices.parameters is None else _parameters(choices.parameters)

    def sources_of(self, source: Source) -> Sources | None:
        """The sources of a plan: those in the plan file, else those of the folder that was given."""
        folder = self._folder
        if source.packed is None:
            return folder
        from trailgate_evaluator.readers.terraform.sources.plan_file import read_plan_file

        packed = read_plan_file(source.packed, source.name)
        made = source.content.get("timestamp")
        if packed.timestamp is not None and isinstance(made, str) and made != packed.timestamp:
            raise InputError(
                expected=f"the JSON of {source.name}, which was made at {packed.timestamp}",
                found=f"the JSON of a plan that was made at {made}",
                where="--json",
                what_to_do="Give the output of `terraform show -json` for this very plan file.",
            )
        return packed if folder is None else replace(packed, files=folder.files)


def _baseline(choices: Choices) -> Baseline:
    """What stands at the path of the baseline; an export there that does not tell whose it is is the plan's account's."""
    from trailgate_evaluator.evaluation.baselines import baseline_of

    packed = PlanFiles(account=choices.account, region=choices.region)
    return baseline_of(str(choices.baseline), choices.most_apart, join=choices.join, packed=packed)


def _folder(path: str) -> Sources:
    from trailgate_evaluator.readers.terraform.sources.folder import FolderSources

    return FolderSources(path)


def _parameters(path: str) -> Mapping[str, Any]:
    from trailgate_evaluator.inputs.content import content_of
    from trailgate_evaluator.inputs.template_text import MAX_BYTES, parse_values
    from trailgate_evaluator.readers.cloudformation import parameters_in

    return parameters_in(parse_values(content_of(path, MAX_BYTES), path), path)


def _template_at(path: str) -> Written:
    from trailgate_evaluator.inputs import read_one
    from trailgate_evaluator.readers.cloudformation import Written

    source = read_one(path)
    if source.kind != "cloudformation_template":
        raise InputError(
            expected="a CloudFormation template, or a CDK application",
            found="another input",
            where=path,
            what_to_do="Give the template that the stack was made of.",
        )
    return Written(source.content, source.name, source.lines)


def _graph(path: str) -> Graph:
    from trailgate_evaluator.inputs.content import content_of
    from trailgate_evaluator.readers.terraform import read_graph

    return read_graph(content_of(path, _GRAPH_BYTES).decode("utf-8", "replace"), where=path)
