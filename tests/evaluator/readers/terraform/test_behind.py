"""What stands behind a local in a reduced graph may be in its value: resources, known texts, what is open, and constants."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluator.readers.terraform.judging import Json
from trailgate_evaluator.readers.terraform.plan_json import changes, configuration, instances
from trailgate_evaluator.readers.terraform.plan_json.graph import Graph
from trailgate_evaluator.readers.terraform.references.behind import Behind, names_nothing
from trailgate_evaluator.readers.terraform.references.modules import Modules
from trailgate_evaluator.readers.terraform.references.resolved import Opaque, Resolved
from trailgate_evaluator.readers.terraform.references.walk import Walk

TOPIC = frozenset({"aws_sns_topic"})
UNKNOWN, SECRET = {"value": True}, {"value": True}


def resource(kind: str, *, mode: str = "managed", unknown: Any = None, secret: Any = None, **values: Any) -> tuple[Json, Json]:
    address = f"{'data.' if mode == 'data' else ''}{kind}.x"
    common = {"address": address, "mode": mode, "type": kind, "name": "x"}
    change = {"actions": ["create"], "after_unknown": unknown or {}, "after_sensitive": secret or {}}
    return {**common, "values": values}, {**common, "change": change}


def reached(steps: tuple[str, ...], *resources: tuple[Json, Json], module: Any = (), graph: Graph | None = None) -> Resolved:
    """What a node adds to a value."""
    plan = {
        "planned_values": {"root_module": {"resources": [planned for planned, _ in resources]}},
        "resource_changes": [change for _, change in resources],
        "variables": {"given": {"value": "told"}},
        "configuration": {
            "root_module": {
                "variables": {"given": {}, "defaulted": {"default": "default"}, "open": {}},
                "module_calls": {
                    "m": {
                        "expressions": {"a": {"constant_value": "constant"}, "b": {"references": ["var.given"]}},
                        "module": {"variables": {"a": {"default": "unused"}, "b": {}, "c": {"default": "its own"}}},
                    }
                },
            }
        },
    }
    written, end = configuration.read(plan), instances.planned(plan, changes.read(plan))
    variables: Any = plan["variables"]
    walk = Walk(TOPIC, Resolved())
    Behind(written, end, Modules(written, end, variables), graph).reach(walk, module, steps)
    return walk.found


def test_a_resource_of_a_wanted_type_may_be_meant() -> None:
    found = reached(("aws_sns_topic", "x"), resource("aws_sns_topic", name="t"))
    assert [[one.address for one in reach.instances] for reach in found.behind] == [["aws_sns_topic.x"]]
    assert (found.loose, found.opaque) == ([], [])


@pytest.mark.parametrize(
    "kind", ["aws_ssm_parameter", "aws_secretsmanager_secret_version", "aws_lambda_invocation", "acme_topic"]
)
def test_what_may_carry_the_name_of_anything_is_open_or_told(kind: str) -> None:
    assert reached((kind, "x"), resource(kind, unknown=UNKNOWN)).opaque == [Opaque("known_after_apply", f"{kind}.x")]
    assert reached((kind, "x"), resource(kind, value="v")).loose == [{"value": "v"}]
    secret = reached((kind, "x"), resource(kind, secret=SECRET, value="v"))
    assert (secret.loose, secret.opaque) == ([], [])


@pytest.mark.parametrize("kind", ["aws_iam_role", "random_id", "time_static", "tls_private_key"])
def test_what_names_nothing_of_the_chain_adds_nothing(kind: str) -> None:
    assert reached((kind, "x"), resource(kind, unknown=UNKNOWN)) == Resolved()


def test_data_tells_its_values_but_for_what_only_says_where_we_are() -> None:
    asked = ("data", "aws_sns_topic", "x")
    assert reached(asked, resource("aws_sns_topic", mode="data", arn="a")).loose == [{"arn": "a"}]
    assert reached(asked, resource("aws_sns_topic", mode="data", unknown={"arn": True})).opaque
    for kind in ("aws_caller_identity", "aws_iam_policy_document", "aws_partition", "aws_region"):
        assert reached(("data", kind, "x"), resource(kind, mode="data", unknown=UNKNOWN)) == Resolved()


@pytest.mark.parametrize(("name", "loose"), [("given", ["told"]), ("defaulted", ["default"]), ("open", [])])
def test_a_variable_of_the_root_module_tells_its_value_or_its_default(name: str, loose: list[str]) -> None:
    assert reached(("var", name)).loose == loose


@pytest.mark.parametrize(("name", "loose"), [("a", ["constant"]), ("b", []), ("c", ["its own"])])
def test_a_variable_of_a_module_tells_a_constant_argument_or_its_default(name: str, loose: list[str]) -> None:
    assert reached(("var", name), module=(("m", None),)).loose == loose


def test_a_local_that_is_a_constant_is_veiled_and_any_other_is_told_by_what_stands_behind_it() -> None:
    nodes: dict[tuple[tuple[str, ...], str], str] = {
        ((), "constant"): "local.constant (expand)",
        ((), "other"): "local.other (expand)",
    }
    graph = Graph({"local.other (expand)": ("aws_sns_topic.x (expand)",)}, nodes)
    assert reached(("local", "constant"), graph=graph).veiled == [Opaque("unresolved_local", "local.constant")]
    assert reached(("local", "other"), graph=graph) == Resolved()
    assert reached(("local", "constant")) == Resolved()


@pytest.mark.parametrize("steps", [("module", "m", "out"), ("output", "o"), ("path", "module")])
def test_modules_outputs_and_places_add_nothing_themselves(steps: tuple[str, ...]) -> None:
    assert reached(steps) == Resolved()


def test_marks_name_nothing_by_their_id_and_anything_by_what_they_are_given() -> None:
    def one(kind: str) -> Any:
        return instances.planned({"planned_values": {"root_module": {"resources": [resource(kind)[0]]}}}, changes.read({})).every[
            0
        ]

    assert names_nothing(one("terraform_data"), "id")
    assert not names_nothing(one("terraform_data"), "output")
    assert names_nothing(one("null_resource"), "id")
    assert names_nothing(one("random_pet"), "anything")
    assert not names_nothing(one("aws_sns_topic"), "id")
