"""What the genuine AWS provider makes of policy documents: `fixtures/policy_documents`, its sources made by a seed.

`python -m tests.plans.make_policy_documents` writes `src/main.tf`, and `documents.json` with what Terraform shows of it. The
mirror is that of `make_sources`; no AWS is asked, since every argument is known.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from random import Random

from tests.plans.make_sources import ROOT, environment_of, planned

FOLDER = ROOT / "fixtures" / "policy_documents"
COUNT = 60
PROVIDER = """provider "aws" {
  region                      = "us-east-1"
  access_key                  = "simulated"
  secret_key                  = "simulated"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
"""
TEXTS = {
    "actions": ["sns:Publish", "SNS:*", "sns:GetTopicAttributes", "kms:Decrypt", "kms:GenerateDataKey*", "s3:PutObject"],
    "resources": ["*", "arn:aws:sns:us-east-1:111122223333:a", "arn:aws:sns:*:*:<b>&c", "arn:aws:s3:::&{aws:username}/*"],
    "AWS": ["*", "arn:aws:iam::111122223333:root", "444455556666", "arn:aws:iam::111122223333:role/&{x}"],
    "Service": ["cloudwatch.amazonaws.com", "events.amazonaws.com", "cloudtrail.amazonaws.com"],
    "Federated": ["cognito-identity.amazonaws.com"],
    "*": ["*"],
}
VARIABLES = {
    "aws:SourceArn": ["arn:aws:cloudwatch:us-east-1:111122223333:alarm:*", "arn:aws:cloudwatch:*:*:alarm:é\u2028"],
    "aws:SourceAccount": ["111122223333", "444455556666", "&{aws:PrincipalAccount}", "0012"],
    "aws:SecureTransport": ["true", "false"],
}
TESTS = ["ArnLike", "StringEquals", "StringNotEquals", "Bool", "ForAnyValue:StringLike"]


def main() -> int:
    """Write the sources and what Terraform makes of them."""
    text = sources(Random(14))  # noqa: S311 - nothing secret
    (FOLDER / "src").mkdir(parents=True, exist_ok=True)
    (FOLDER / "src" / "main.tf").write_text(text, "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        shutil.copytree(FOLDER / "src", work)
        shown = planned(work, environment_of(Path(folder)))
    assert isinstance(shown, dict)
    outputs = shown["planned_values"]["outputs"]
    made = {name: outputs[name]["value"] for name in sorted(outputs)}
    (FOLDER / "documents.json").write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", "utf-8")
    return 0


def sources(dice: Random) -> str:
    """A root module with every document, and an output for what each is."""
    blocks = [PROVIDER]
    for number in range(COUNT):
        name = f"d{number:02}"
        blocks.append(document(dice, name, [f"d{n:02}" for n in range(number)]))
        value = f"[data.aws_iam_policy_document.{name}.json, data.aws_iam_policy_document.{name}.minified_json]"
        blocks.append(f'output "{name}" {{\n  value = {value}\n}}\n')
    return "\n".join(blocks)


def document(dice: Random, name: str, before: list[str]) -> str:
    """One document, which may start from those before it or be overridden by them."""
    old = dice.random() < 0.15
    lines = [f'data "aws_iam_policy_document" "{name}" {{']
    if old or dice.random() < 0.2:
        lines.append(f'  version = "{"2008-10-17" if old else "2012-10-17"}"')
    if dice.random() < 0.2:
        lines.append(f'  policy_id = "id-{name}"')
    if dice.random() < 0.25:
        lines.append(f"  source_policy_documents = [{written(dice, 'Source')}]")
    elif before and dice.random() < 0.2:
        lines.append(f"  source_policy_documents = [data.aws_iam_policy_document.{dice.choice(before)}.json]")
    if dice.random() < 0.2:
        lines.append(f"  override_policy_documents = [{written(dice, 'Shared')}, {written(dice, 'Own0')}]")
    elif before and dice.random() < 0.15:
        lines.append(f"  override_policy_documents = [data.aws_iam_policy_document.{dice.choice(before)}.minified_json]")
    for number in range(dice.choice([0, 1, 1, 1, 2, 3])):
        lines += statement(dice, number, variables=not old)
    return "\n".join([*lines, "}", ""])


def statement(dice: Random, number: int, *, variables: bool) -> list[str]:
    """The lines of one `statement` block."""
    lines = ["  statement {"]
    if dice.random() < 0.4:
        lines.append(f'    sid = "{dice.choice(["Own", "Shared", "Source"])}{number}"')
    if dice.random() < 0.5:
        lines.append(f'    effect = "{dice.choice(["Allow", "Deny"])}"')
    lines += [
        f"    {dice.choice(['', '', 'not_'])}{kind} = {texts(dice, TEXTS[kind], variables=variables)}"
        for kind in ("actions", "resources")
        if dice.random() < 0.9
    ]
    for kind in dice.sample(["AWS", "Service", "Federated", "*"], dice.choice([0, 1, 1, 2])):
        word = dice.choice(["principals", "principals", "not_principals"])
        lines += [
            f"    {word} {{",
            f'      type = "{kind}"',
            f"      identifiers = {texts(dice, TEXTS[kind], variables=variables)}",
        ]
        lines.append("    }")
    for variable in dice.sample(sorted(VARIABLES), dice.choice([0, 0, 1, 2])):
        values = texts(dice, VARIABLES[variable], variables=variables)
        lines += [
            "    condition {",
            f'      test = "{dice.choice(TESTS)}"',
            f'      variable = "{variable}"',
            f"      values = {values}",
        ]
        lines.append("    }")
    return [*lines, "  }"]


def texts(dice: Random, among: list[str], *, variables: bool) -> str:
    """A list of some of them, one perhaps twice."""
    usable = [text for text in among if variables or "&{" not in text]
    chosen = dice.sample(usable, dice.randint(1, len(usable)))
    return json.dumps([*chosen, *chosen[: dice.choice([0, 0, 1])]], ensure_ascii=False)


def written(dice: Random, sid: str) -> str:
    """A policy that `jsonencode` writes, in one of the ways in which people write them."""
    one = {
        "Sid": f"{sid}{dice.choice(['', '0'])}",
        "Effect": "Allow",
        "Action": dice.choice([["sns:Publish"], "sns:Publish", ["sns:A", "sns:B"]]),
        "Resource": dice.choice(["*", ["arn:aws:sns:us-east-1:111122223333:z", "arn:aws:sns:us-east-1:111122223333:a"]]),
        "Principal": dice.choice(["*", {"AWS": "*"}, {"Service": ["a.amazonaws.com", "b.amazonaws.com"], "AWS": ["1"]}]),
    }
    if dice.random() < 0.5:
        values = dice.choice(["x", ["x"], ["y", "x"]])
        one["Condition"] = {"StringEquals": {"aws:SourceAccount": values}, "Bool": {"aws:SecureTransport": "true"}}
    parts = dice.choice([{"Version": "2012-10-17"}, {"Version": "2008-10-17", "Id": "made"}, {}])
    return f"jsonencode({json.dumps(parts | {'Statement': [one]})})"


if __name__ == "__main__":
    raise SystemExit(main())
