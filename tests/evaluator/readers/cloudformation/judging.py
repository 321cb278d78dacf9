"""Templates judged the way the command line judges them, and the fixtures that they are."""

from __future__ import annotations

import json
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.asking import ASKED
from trailgate_evaluator.document.assembling import assemble
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.engine.requirements import requirements_of
from trailgate_evaluator.inputs import read_one
from trailgate_evaluator.inputs.template_text import parse_template, parse_values
from trailgate_evaluator.readers import cloudformation
from trailgate_evaluator.settings import NO_SETTINGS

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Parts
    from trailgate_evaluator.engine import Engine

Json = dict[str, Any]
CONTROL = "iam-policy-change-alarm"
TEMPLATES = Path(__file__).parents[4] / "fixtures" / "templates"
_INPUTS = ("template.yaml", "template.json", "cdk.out", "templates")
SOURCE: Json = {"kind": "cloudformation_template", "digest": "sha256:" + "0" * 64, "as_of": None}


def names() -> list[str]:
    """Every fixture."""
    return sorted(path.parent.name for path in TEMPLATES.glob("*/expected.json"))


def expected(name: str) -> Json:
    """What a fixture claims."""
    claim: Json = json.loads((TEMPLATES / name / "expected.json").read_bytes())
    return claim


def template_of(name: str) -> Path:
    """The input of a fixture."""
    folder = TEMPLATES / name
    return next(path for name in _INPUTS if (path := folder / name).exists())


def parameters_of(name: str) -> Json:
    """The parameters that stand beside a fixture's template."""
    path = TEMPLATES / name / "parameters.json"
    return cloudformation.parameters_in(parse_values(path.read_bytes(), str(path)), str(path)) if path.exists() else {}


def of_fixture(name: str, **options: Any) -> cloudformation.TemplateReading:
    """A fixture as the reader understands it."""
    source = read_one(str(template_of(name)))
    given = {"parameters": parameters_of(name), **options}
    return cloudformation.read(source.content, name=source.name, lines=source.lines, source=SOURCE, **given)


def of_text(text: str, **options: Any) -> cloudformation.TemplateReading:
    """A template's text as the reader understands it."""
    told = parse_template(text.encode(), "template.yaml")
    return cloudformation.read(told.content, name="template.yaml", lines=told.lines, source=SOURCE, **options)


@cache
def engine() -> Engine:
    """One engine for all tests of a process; it lives as long as the process."""
    return ExitStack().enter_context(open_engine())


def document_of(parts: Parts, asked: Json = ASKED) -> Json:
    """The document of what a reader knows."""
    required = requirements_of(engine(), parts.subject, asked)
    return assemble(parts, settings=NO_SETTINGS, asked=asked, required=required)


def decide(parts: Parts) -> Json:
    """The decision on what a reader knows."""
    decision: Json = engine().decide(document_of(parts))[CONTROL]
    return decision
