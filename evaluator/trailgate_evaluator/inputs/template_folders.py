"""Folders of CloudFormation templates: all that lie in one are an application, whose stacks are judged together."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any, Final

import orjson

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.content import content_of
from trailgate_evaluator.inputs.templates import is_template, may_be_yaml_template
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER: Final = "templates of a folder"
"""The member of an application's content that names the files of its templates."""
MOST_TEMPLATES: Final = 1000
ENDINGS: Final = (".yaml", ".yml", ".template", ".json")
_FIRST: Final = 512
_SEEN: Final = 64 * 1024
_JSON: Final = regex(rb'"(?:AWSTemplateFormatVersion"[ \t\r\n]*:|Resources"[ \t\r\n]*:[ \t\r\n]*\{)')
_VERSION: Final = regex(rb"""(?m)^["']?AWSTemplateFormatVersion["']?[ \t]*:""")
_RESOURCES: Final = regex(rb"""(?m)^["']?Resources["']?[ \t]*:""")
_TYPE: Final = regex(rb"""(?m)^[ \t]+["']?Type["']?[ \t]*:[ \t]*["']?AWS::""")
_OTHER: Final = regex(rb'\A\s*\{\s*"format(?:_version)?"\s*:')


def templates_among(files: Iterable[str]) -> list[str]:
    """The files that are templates by their content, in the order in which they are given."""
    return [path for path in files if path.endswith(ENDINGS) and _is_template(path)]


def application_of(folder: str, files: Iterable[str]) -> tuple[dict[str, Any], str]:
    """The content of a folder's application, and a digest of all its templates.

    Raises `InputError` where there are too many, or one cannot be read.
    """
    paths = list(files)
    if len(paths) > MOST_TEMPLATES:
        raise InputError(
            expected=f"a folder of at most {MOST_TEMPLATES:,} templates",
            found=f"{len(paths):,}",
            where=folder,
            what_to_do="Give the folder of each application by itself.",
        )
    from trailgate_evaluator.inputs.template_text import MAX_BYTES

    digest = hashlib.sha256()
    for path in paths:
        own = hashlib.sha256(content_of(path, MAX_BYTES)).hexdigest()
        digest.update(f"{os.path.relpath(path, folder)}\0{own}\0".encode("utf-8", "surrogateescape"))
    return {FOLDER: paths}, "sha256:" + digest.hexdigest()


def is_folder(content: Mapping[str, Any]) -> bool:
    """Whether a value is the content of a folder's application."""
    return isinstance(content.get(FOLDER), list)


def _is_template(path: str) -> bool:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - paths stay as the user gave them
            start = file.read(_FIRST)
            if _OTHER.match(start) is not None:
                return False
            start += file.read(_SEEN)
    except OSError:
        return False
    if start.lstrip()[:1] != b"{":
        return may_be_yaml_template(start) and (_is_surely_one(start) or _has_resources(path))
    return _JSON.search(start) is not None and _is_json_template(path)


def _is_surely_one(text: bytes) -> bool:
    """Whether a text of YAML has what a template has and nothing else: it is not parsed to be told."""
    if _VERSION.search(text) is not None:
        return True
    resources = _RESOURCES.search(text)
    return resources is not None and _TYPE.search(text, resources.end()) is not None


def _is_json_template(path: str) -> bool:
    """Whether a file of JSON holds a template, without the lines of what is in it."""
    from trailgate_evaluator.inputs.template_text import MAX_BYTES

    try:
        content = orjson.loads(content_of(path, MAX_BYTES))
    except (InputError, orjson.JSONDecodeError):
        return not path.endswith(".json")
    return isinstance(content, dict) and is_template(content)


def _has_resources(path: str) -> bool:
    """Whether a file of YAML holds a template; one that cannot be read may be meant as one, and is told of when it is read."""
    from trailgate_evaluator.inputs.template_text import MAX_BYTES, parse_template

    try:
        return is_template(parse_template(content_of(path, MAX_BYTES), path).content)
    except InputError:
        return not path.endswith(".json")
