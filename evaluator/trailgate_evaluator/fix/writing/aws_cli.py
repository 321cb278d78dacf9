"""Changes as a shell script of aws commands: each explained, safe to run twice, every name quoted."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.fix.account.ordering import ordered
from trailgate_evaluator.fix.writing.requests import Request, Requests, Seen
from trailgate_evaluator.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.fix.account.change import Change
    from trailgate_evaluator.fix.account.existing import Existing

Json = dict[str, Any]


def script(changes: Sequence[Change], document: Json, existing: Existing, name: str) -> str:
    """The script for `/bin/sh`; `document` is the one after the changes, `name` the input's."""
    requests = Requests(document=document, existing=existing)
    account = document["subject"]["account"]
    lines = [
        "#!/bin/sh",
        f"# Repairs what trailgate found in {one_line(name)}: {len(changes)} change{'' if len(changes) == 1 else 's'}.",
        f"# Run it with credentials of account {one_line(account)}. It is safe to run it twice.",
        "# shellcheck disable=SC2016 # what looks like an expansion is a pattern or a name, and stays as it is",
        "set -eu",
        "",
        f'if [ "$(aws sts get-caller-identity --query Account --output text)" != {shlex.quote(account)} ]; then',
        f"  printf 'These credentials are not of account %s.\\n' {shlex.quote(account)} >&2",
        "  exit 1",
        "fi",
    ]
    for number, change in enumerate(ordered(changes), 1):
        lines += ["", f"# {number}. {one_line(change.why, 2000)}"]
        if change.note is not None:
            lines.append(f"#    {one_line(change.note, 2000)}")
        for request in requests.of(change):
            lines += _lines(request, change.region)
    return "\n".join(lines) + "\n"


def _lines(request: Request, region: str) -> Iterator[str]:
    if request.only_over is not None:
        yield from _guard(request.only_over, region)
    if request.unless is None:
        yield f"{_command(request, region)} >/dev/null"
        if request.then_wait:
            yield "# IAM takes a few seconds to make a new role known everywhere."
            yield 'sleep "${TRAILGATE_WAIT:-10}"'
        return
    yield f"if ! {_command(request.unless, region, indent=None)} >/dev/null 2>&1; then"
    if request.operation == "create-key":
        yield from _key(request, region)
    else:
        yield f"  {_command(request, region)} >/dev/null"
    yield "fi"


def _guard(seen: Seen, region: str) -> Iterator[str]:
    """Stops where something else has the name: a put would replace it, and the input need not show everything."""
    question = f"{_command(seen.question, region, indent=None)} --query {shlex.quote(seen.query)} --output text"
    yield f"found=$({question})"
    yield f'if [ -n "$found" ] && [ "$found" != {shlex.quote(seen.ours)} ]; then'
    yield f"  printf 'There is %s already: choose another --name-prefix.\\n' {shlex.quote(seen.what)} >&2"
    yield "  exit 1"
    yield "fi"


def _key(request: Request, region: str) -> Iterator[str]:
    """A key has no name but its alias, so the one that was made is remembered for a line."""
    alias = request.parameters["alias"]
    made = Request(
        service="kms",
        operation="create-key",
        parameters={name: value for name, value in request.parameters.items() if name != "alias"},
    )
    yield f"  key=$({_command(made, region)} --query KeyMetadata.KeyId --output text)"
    yield f'  aws kms create-alias --region {shlex.quote(region)} --alias-name {shlex.quote(alias)} --target-key-id "$key"'


def _command(request: Request, region: str, indent: int | None = 2) -> str:
    """JSON and nothing else carries names: no value is taken for an option, for shorthand or for the name of a file."""
    parameters = json.dumps(request.parameters, indent=indent)
    place = f"--region {shlex.quote(region)}"
    return f"aws {request.service} {request.operation} {place} --cli-input-json {shlex.quote(parameters)}"
