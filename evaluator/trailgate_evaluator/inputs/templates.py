"""What is a CloudFormation template, or a CDK application's folder of them, by its content."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST: Final = "manifest.json"
"""By which a CDK application's folder is told."""

_SEEN: Final = 64 * 1024
_YAML: Final = regex(rb"""(?m)^(?: *["']?AWSTemplateFormatVersion|["']?Resources)["']?[ \t]*:""")
_OURS: Final = frozenset({"format", "format_version"})


def may_be_yaml_template(data: bytes) -> bool:
    """Whether text that is no JSON looks like a template, whatever the file is called; whether it is one, its parser tells."""
    return data.lstrip()[:1] not in (b"{", b"[") and _YAML.search(data) is not None


def is_template(content: Mapping[str, Any]) -> bool:
    """Whether a JSON object is one, or almost: `checked` says what it lacks."""
    resources = content.get("Resources")
    listed = resources.values() if isinstance(resources, dict) else ()
    typed = any(isinstance(one, dict) and ("Type" in one or "Properties" in one) for one in listed)
    return "AWSTemplateFormatVersion" in content or typed


def is_manifest(content: Mapping[str, Any]) -> bool:
    """Whether a value is the manifest of a CDK application's folder (`cdk.out`)."""
    artifacts = content.get("artifacts")
    return isinstance(content.get("version"), str) and isinstance(artifacts, dict) and not _OURS & content.keys()


def manifest_in(folder: str) -> str | None:
    """The manifest of a folder that `cdk synth` wrote; None for any other."""
    path = os.path.join(folder, MANIFEST)  # noqa: PTH118 - paths stay as the user gave them
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - the same
            start = file.read(_SEEN)
    except OSError:
        return None
    return path if b'"artifacts"' in start and (b"cdk:" in start or b"aws:cloudformation:stack" in start) else None
