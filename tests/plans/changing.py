"""What becomes of a configuration when somebody works on it: names, blocks, patterns, order, what is forgotten or moved."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

KINDS = (
    "aws_cloudwatch_log_group",
    "aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_metric_alarm",
    "aws_cloudwatch_metric_alarm",
    "aws_sns_topic",
    "aws_sns_topic",
    "aws_sns_topic_subscription",
    "aws_cloudtrail",
    "aws_sns_topic_policy",
)
WAYS = (
    "name",
    "rename",
    "moved",
    "create_first",
    "create_first",
    "gone",
    "forgotten",
    "pattern",
    "ignored",
    "replaced",
    "targeted",
    "twin",
    "unchanged",
)
NAMES = ('"iam"', '"org"', '"alarms"', '"cis-4-4"', '"policy_changes"', '"CIS"')
BASE = ("aws_cloudwatch_log_group", "aws_cloudtrail", "aws_sns_topic", "aws_sns_topic_subscription", "aws_sns_topic_policy")
"""What a first layer has where there are two."""
_LAYER = re.compile(r"aws_cloudwatch_(log_metric_filter|metric_alarm|composite_alarm)\.")
ACCOUNT = "111122223333"
BY_DATA = 0.4


@dataclass(frozen=True, slots=True)
class Changed:
    """The files after the change, the arguments of the plan, and whether Terraform forgets something that stays."""

    files: dict[str, str]
    arguments: tuple[str, ...] = ()
    forgets: bool = False


def changed(files: Mapping[str, str], dice: Random) -> Changed:
    """The same configuration after somebody worked on it, in one way or two."""
    now = Changed(dict(files))
    for _ in range(dice.choice([1, 1, 2])):
        now = _once(now, dice)
    return now


def _once(now: Changed, dice: Random) -> Changed:
    kind = dice.choice(KINDS)
    found = [
        (path, block)
        for path, text in sorted(now.files.items())
        if path.endswith(".tf") and not path.endswith("_override.tf")
        for block in re.finditer(rf'resource "{kind}" "(\w+)" {{\n', text)
    ]
    if not found:
        return now
    path, block = dice.choice(found)
    way = dice.choice(WAYS)
    if way == "name":
        old = dice.choice(NAMES)
        return replace(now, files={one: content.replace(old, '"renamed"') for one, content in now.files.items()})
    if way in _OPTIONS:
        asked = f"{_OPTIONS[way]}={kind}.{block[1]}{_index(now.files[path], block)}"
        return now if "/" in path else replace(now, arguments=(asked,))
    if way in _ANOTHER_ADDRESS and f"{block[1]}_override.tf" in now.files:
        return now
    if way in _GONE and any(f"{kind}.{block[1]}" in content for content in now.files.values()):
        return now
    inner = _edited(now.files[path], way, kind, block, dice)
    return replace(now, files={**now.files, path: inner}, forgets=now.forgets or way == "forgotten")


_OPTIONS = {"replaced": "-replace", "targeted": "-target"}
_GONE = frozenset({"gone", "forgotten"})
_ANOTHER_ADDRESS = frozenset({"rename", "moved"}) | _GONE


def _edited(text: str, way: str, kind: str, block: re.Match[str], dice: Random) -> str:
    """The text of a file after the change of one of its blocks."""
    name = block[1]
    end = text.find("\n}\n", block.end()) + 3
    match way:
        case "rename" | "moved":
            moved = f"\nmoved {{\n  from = {kind}.{name}\n  to = {kind}.{name}_new\n}}\n" if way == "moved" else ""
            return re.sub(rf"\b{kind}([.\" ]+){name}\b", rf"{kind}\1{name}_new", text) + moved
        case "create_first":
            inner = _with(text, block, "create_before_destroy = true")
            return inner.replace('"iam"', '"iam2"') if dice.random() < 0.6 else inner
        case "ignored":
            ignored = "pattern" if kind.endswith("filter") else "alarm_actions" if kind.endswith("alarm") else "tags"
            return _with(text, block, f"ignore_changes = [{ignored}]").replace("PutUserPolicy", "GetUser")
        case "gone":
            return text[: block.start()] + text[end:]
        case "forgotten":
            left = f"\nremoved {{\n  from = {kind}.{name}\n  lifecycle {{\n    destroy = false\n  }}\n}}\n"
            return text[: block.start()] + text[end:] + left
        case "twin":
            return text + "\n" + text[block.start() : end].replace(f'"{name}" {{', f'"{name}_twin" {{', 1)
        case "pattern":
            return text.replace("PutUserPolicy", dice.choice(["GetUser", "PutUserPolicy"]))
        case _:
            return text


def _with(text: str, block: re.Match[str], line: str) -> str:
    return f"{text[: block.end()]}  lifecycle {{\n    {line}\n  }}\n{text[block.end() :]}"


def _index(text: str, block: re.Match[str]) -> str:
    body = text[block.end() : text.find("\n}\n", block.end())]
    return '["a"]' if re.search(r"^  for_each = ", body, re.MULTILINE) else "[0]" if "  count = " in body else ""


def layers(files: Mapping[str, str], dice: Random) -> tuple[dict[str, str], dict[str, str]] | None:
    """Two configurations, of which the second names what the first made; None where they hang together too much."""
    base, layer = [], []
    for block in re.split(r"\n(?=\S.*{$)", files["main.tf"], flags=re.MULTILINE):
        header = re.match(r'resource "(\w+)"', block)
        kind = header[1] if header else ""
        if kind in BASE or kind.startswith("aws_kms"):
            base.append(block)
        elif kind.startswith("aws_cloudwatch"):
            layer.append(block)
        else:
            layer.append(block)
            base += [block] if not _LAYER.search(block) else []
    text = "\n".join(layer)
    for kind, name, called in _named("\n".join(base)):
        if f"{kind}.{name}" not in text:
            continue
        if dice.random() < BY_DATA:
            text = re.sub(rf"\b{kind}\.{name}\b", f"data.{kind}.{name}", text)
            text += f'\ndata "{kind}" "{name}" {{\n  name = "{called}"\n}}\n'
        else:
            arn = f'"arn:aws:sns:us-east-1:{ACCOUNT}:{called}"' if kind == "aws_sns_topic" else f'"{called}"'
            text = re.sub(rf"\b{kind}\.{name}\.(arn|id|name)\b", arn, text)
    if any(re.search(rf"(?<!data\.)\b{kind}\.", text) for kind in BASE):
        return None
    return {**files, "main.tf": "\n".join(base)}, {**files, "main.tf": text}


def _named(base: str) -> list[tuple[str, str, str]]:
    """The plain groups and topics that have a literal name: type, name in the configuration, name in AWS."""
    plain = r'resource "(aws_cloudwatch_log_group|aws_sns_topic)" "(\w+)" {\n  name = "([^"$]+)"\n'
    return re.findall(plain, base)
