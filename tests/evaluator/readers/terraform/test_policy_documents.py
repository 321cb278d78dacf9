"""Policy documents are what the AWS provider writes: known ones to the byte, others with symbols where it cannot say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.evaluator.readers.terraform.judging import PLANS, Json, decide, reading
from trailgate_evaluator.languages.hcl.values.values import Glued, Symbol, Unknown, Value
from trailgate_evaluator.readers.terraform.expressions.expressions import Expressions
from trailgate_evaluator.readers.terraform.plan_json import changes, configuration, instances
from trailgate_evaluator.readers.terraform.policy_documents.document import Document, Statement
from trailgate_evaluator.readers.terraform.sources.folder import FolderSources

FOLDER = PLANS.parent / "policy_documents"
CHAIN = PLANS.parent / "sources" / "pass_policies_by_documents"
MADE: dict[str, list[str]] = json.loads((FOLDER / "documents.json").read_bytes())
TYPE = "aws_iam_policy_document"


def plan_of(names: list[str], others: list[Json] | None = None) -> Json:
    """A plan that reads the documents at apply, so that nothing of them is known."""
    unknown = {"id": True, "json": True, "minified_json": True}
    common = [{"address": f"data.{TYPE}.{name}", "mode": "data", "type": TYPE, "name": name} for name in names]
    created = [{"mode": "managed", "address": f"{one['type']}.{one['name']}", **one} for one in others or []]
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [{**one, "values": {}} for one in (*common, *created)]}},
        "resource_changes": [
            *({**one, "change": {"actions": ["read"], "after_unknown": unknown}} for one in common),
            *(
                {
                    **one,
                    "change": {"actions": ["create"], "after_unknown": {"arn": True, "id": True, "name": True, "owner": True}},
                }
                for one in created
            ),
        ],
        "configuration": {"root_module": {}},
    }


def texts(folder: str, plan: Json) -> dict[str, list[Value]]:
    """`json` and `minified_json` of every document of a plan."""
    end = instances.planned(plan, changes.read(plan))
    written = configuration.read(plan)
    expressions = Expressions(FolderSources(folder), end, written, {}, partial=False)
    found = {}
    for instance in end.every:
        if instance.mode == "data":
            value = expressions.of(instance)
            found[instance.name] = [value.attribute("json"), value.attribute("minified_json")]
    return found


def test_every_known_document_is_the_providers_to_the_byte() -> None:
    told = texts(str(FOLDER / "src"), plan_of(sorted(MADE)))
    assert [name for name in MADE if told[name] != MADE[name]] == []


def one(tmp_path: Any, arguments: str) -> Value:
    """`minified_json` of one document beside a topic, whose owner may be anything."""
    (tmp_path / "main.tf").write_text(f'data "{TYPE}" "d" {{\n{arguments}\n}}\n', "utf-8")
    others = [{"type": "aws_sns_topic", "name": "t"}]
    blocks = 'resource "aws_sns_topic" "t" {\n  name_prefix = "a"\n}\n'
    (tmp_path / "others.tf").write_text(blocks)
    return texts(str(tmp_path), plan_of(["d"], others))["d"][1]


TOPIC = Symbol("aws_sns_topic.t", ("arn",), plain=True)


def test_a_topic_that_is_not_known_stands_in_the_text_as_its_symbol(tmp_path: Any) -> None:
    told = one(tmp_path, 'statement {\n  actions = ["sns:Publish"]\n  resources = [aws_sns_topic.t.arn]\n}')
    before = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sns:Publish","Resource":"'
    assert isinstance(told, Glued)
    assert (told.parts[0], told.parts[2]) == (before, '"}]}')
    symbol = told.parts[1]
    assert isinstance(symbol, Symbol)
    assert (symbol.owner, symbol.path, symbol.plain) == ("aws_sns_topic.t", ("arn",), True)


def test_of_a_set_that_is_not_known_nobody_knows_the_order(tmp_path: Any) -> None:
    told = one(tmp_path, 'statement {\n  resources = [aws_sns_topic.t.arn, "*"]\n}')
    assert isinstance(told, Symbol)
    assert (told.owner, told.path, told.plain) == (f"data.{TYPE}.d", ("minified_json",), False)
    assert isinstance(told.meaning, Glued)


def test_what_is_merged_in_may_be_read_with_its_symbols(tmp_path: Any) -> None:
    inner = f'data "{TYPE}" "i" {{\n  statement {{\n    sid = "A"\n    resources = [aws_sns_topic.t.arn]\n  }}\n}}\n'
    (tmp_path / "inner.tf").write_text(inner)
    plan_names = f'source_policy_documents = [data.{TYPE}.i.json]\nstatement {{\n  sid = "B"\n}}'
    (tmp_path / "main.tf").write_text(
        f'data "{TYPE}" "d" {{\n{plan_names}\n}}\nresource "aws_sns_topic" "t" {{\n  name_prefix = "a"\n}}\n'
    )
    told = texts(str(tmp_path), plan_of(["d", "i"], [{"type": "aws_sns_topic", "name": "t"}]))["d"][1]
    assert isinstance(told, Glued)
    text = "".join(part if isinstance(part, str) else "ARN" for part in told.parts)
    assert [(s["Sid"], s.get("Resource")) for s in json.loads(text)["Statement"]] == [("A", "ARN"), ("B", None)]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ("statement {\n  effect = aws_sns_topic.t.owner\n}", "aws_sns_topic.t.owner"),
        ('dynamic "statement" {\n  for_each = aws_sns_topic.t.owner\n  content {}\n}', "aws_sns_topic.t.owner"),
        ('statement {\n  sid = "A"\n}\nstatement {\n  sid = "A"\n}', "two statements of one Sid"),
        ('version = "2008-10-17"\nstatement {\n  resources = ["&{aws:username}"]\n}', "2008-10-17"),
        ('statement {\n  effect = "Maybe"\n}', "the effect Maybe"),
        ("statement {\n  resources = [null]\n}", "null among resources"),
        ('statement {\n  resources = "*"\n}', "no list"),
        ('source_policy_documents = ["{"]', "not JSON"),
        ('source_policy_documents = ["{\\"Statement\\":{}}"]', "no list"),
        ('source_policy_documents = ["{\\"statement\\":[]}"]', "other keys"),
        ("source_policy_documents = [aws_sns_topic.t.owner]", "merged in"),
        ('override_policy_documents = ["{\\"Statement\\":[{\\"Effect\\":1}]}"]', "other keys"),
        ('override_policy_documents = ["{\\"Statement\\":[{\\"Action\\":1}]}"]', "no text"),
    ],
)
def test_what_cannot_be_made_says_why(tmp_path: Any, arguments: str, why: str) -> None:
    told = one(tmp_path, arguments)
    assert isinstance(told, Unknown)
    assert why in told.name


def test_an_open_value_is_a_symbol_that_keeps_its_reason(tmp_path: Any) -> None:
    told = one(tmp_path, "statement {\n  actions = uuid_of_something()\n}")
    assert isinstance(told, Symbol)
    (symbol,) = (part for part in told.meaning.parts if isinstance(part, Symbol))
    assert (symbol.path, symbol.plain, symbol.meaning.name) == (("statement", 0, "actions"), False, "uuid_of_something()")


def test_a_choice_of_arguments_is_a_choice_of_documents(tmp_path: Any) -> None:
    told: Any = one(tmp_path, 'statement {\n  actions = [aws_sns_topic.t.owner == "x" ? "sns:A" : "sns:B"]\n}')
    assert [json.loads(text)["Statement"][0]["Action"] for text in told.choices] == ["sns:A", "sns:B"]


def test_a_statement_of_an_unknown_sid_may_be_any(tmp_path: Any) -> None:
    unknown = Statement(sid=TOPIC)
    named = Document(statements=(Statement(sid="A"),))
    assert isinstance(Document(statements=(unknown,)).merged(named), Unknown)
    assert isinstance(named.merged(Document(statements=(unknown,))), Unknown)
    assert isinstance(named.merged(Document(statements=(Statement(effect="Deny"),))), Document)


def effect(plan: Json, folder: str | None) -> Any:
    options = {} if folder is None else {"sources": FolderSources(folder)}
    return decide(reading(plan, **options).after)["effective"]


def chain() -> Json:
    plan: Json = json.loads((CHAIN / "plan.json").read_bytes())
    return plan


def test_the_policies_of_topic_and_key_are_read_though_what_they_name_has_no_arn_yet() -> None:
    assert effect(chain(), None) == effect(chain(), str(CHAIN / "src")) == "yes"


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ('"cloudwatch.amazonaws.com"', '"events.amazonaws.com"', "no"),
        ("resources = [aws_sns_topic.t.arn]", "resources = [aws_kms_key.k.arn]", "no"),
        ("resources = [aws_sns_topic.t.arn]", "resources = [aws_cloudtrail.t.home_region]", "unknown"),
        ("resources = [aws_sns_topic.t.arn]", 'resources = ["${aws_sns_topic.t.arn}-old"]', "no"),
        ("identifiers = [aws_iam_role.admin.arn]", "identifiers = [aws_iam_role.admin.unique_id]", "unknown"),
        ('["kms:Decrypt", "kms:GenerateDataKey*"]', "[aws_iam_role.admin.unique_id]", "unknown"),
        ("[aws_cloudwatch_metric_alarm.a.arn]", "[aws_sns_topic.t.arn]", "no"),
        ("[aws_cloudwatch_metric_alarm.a.arn]", "[aws_sns_topic.t.arn, aws_cloudwatch_metric_alarm.a.arn]", "yes"),
        ('"aws:SecureTransport"', '"aws:PrincipalOrgID"', "yes"),
        ('"ArnEquals"', '"ArnNotEquals"', "no"),
        ("= data.aws_iam_policy_document.p.json", '= replace(data.aws_iam_policy_document.p.json, "a", "b")', "unknown"),
        ("= data.aws_iam_policy_document.p.json", "= data.aws_iam_policy_document.p.minified_json", "yes"),
    ],
)
def test_a_policy_with_symbols_is_judged_by_what_they_are(tmp_path: Any, old: str, new: str, verdict: str) -> None:
    text = (CHAIN / "src" / "main.tf").read_text("utf-8")
    lined = "\n".join(" ".join(line.split()) for line in text.splitlines())
    assert old in lined
    (tmp_path / "main.tf").write_text(lined.replace(old, new), "utf-8")
    assert effect(chain(), str(tmp_path)) == verdict


@pytest.mark.parametrize(
    ("spec", "verdict"),
    [("SYMMETRIC_DEFAULT", "yes"), (None, "yes"), ("RSA_2048", "no"), ("AES_512", "unknown"), (True, "unknown")],
)
def test_a_key_that_makes_no_data_keys_serves_no_topic(spec: Any, verdict: str) -> None:
    plan = chain()
    (change,) = (c["change"] for c in plan["resource_changes"] if c["type"] == "aws_kms_key")
    (planned,) = (r for r in plan["planned_values"]["root_module"]["resources"] if r["type"] == "aws_kms_key")
    for values in (change["after"], planned["values"]):
        values["customer_master_key_spec"] = None if spec is True else spec
    change["after_unknown"]["customer_master_key_spec"] = spec is True
    (block,) = (b for b in plan["configuration"]["root_module"]["resources"] if b["type"] == "aws_kms_key")
    block["expressions"]["customer_master_key_spec"] = {"references": ["var.spec"]}
    assert effect(plan, None) == verdict


def planned_document(plan: Json, name: str) -> tuple[Json, Json, Json]:
    """The values of a document, what of them is unknown, and its expressions."""
    (values,) = (r["values"] for r in plan["planned_values"]["root_module"]["resources"] if r["address"] == f"data.{TYPE}.{name}")
    (change,) = (c["change"] for c in plan["resource_changes"] if c["address"] == f"data.{TYPE}.{name}")
    blocks = plan["configuration"]["root_module"]["resources"]
    (block,) = (b["expressions"] for b in blocks if (b["mode"], b["name"]) == ("data", name))
    return values, change["after_unknown"], block


def test_two_hidden_elements_may_be_either_and_a_whole_hidden_list_anything() -> None:
    for hidden in ([True, True], True):
        plan = chain()
        values, unknown, _ = planned_document(plan, "p")
        values["statement"][0]["resources"] = [None, None] if isinstance(hidden, list) else None
        unknown["statement"][0]["resources"] = hidden
        assert effect(plan, None) == "unknown"


def test_a_statement_that_a_loop_makes_has_no_expression_that_could_be_told() -> None:
    plan = chain()
    _, _, block = planned_document(plan, "p")
    block["statement"].pop(0)
    assert effect(plan, None) == "unknown"


def test_a_condition_that_stands_in_another_order_is_found_by_what_it_asks() -> None:
    plan = chain()
    values, unknown, block = planned_document(plan, "p")
    other = {"test": "StringEquals", "variable": "aws:SourceAccount", "values": ["111122223333"]}
    values["statement"][0]["condition"].append(other)
    unknown["statement"][0]["condition"].append({"values": [False]})
    written = {name: {"constant_value": value} for name, value in other.items()}
    block["statement"][0]["condition"].insert(0, written)
    assert effect(plan, None) == "yes"
    written["variable"] = {"references": ["var.x"]}
    assert effect(plan, None) == "yes"
    block["statement"][0]["condition"][1]["variable"] = {"references": ["var.x"]}
    assert effect(plan, None) == "unknown"


def test_a_policy_that_is_more_than_one_reference_is_unknown_without_sources() -> None:
    plan = chain()
    blocks = plan["configuration"]["root_module"]["resources"]
    (policy,) = (b["expressions"]["policy"] for b in blocks if b["type"] == "aws_sns_topic_policy")
    policy["references"].append("var.region")
    assert effect(plan, None) == "unknown"


def test_a_name_that_looks_like_a_symbol_is_none(tmp_path: Any) -> None:
    plan = chain()
    values, unknown, _ = planned_document(plan, "p")
    values["statement"][0]["resources"] = ["tf:aws_sns_topic.t"]
    unknown["statement"][0]["resources"] = [False]
    assert effect(plan, None) == "unknown"
