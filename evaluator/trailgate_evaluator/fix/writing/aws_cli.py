"""Changes as a shell script of aws commands: each explained, each after a look at what it would replace, every name quoted."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.fix.account.ordering import ordered
from trailgate_evaluator.fix.writing.request import Guard, Request
from trailgate_evaluator.fix.writing.requests import requests_of
from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report.names import account_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.fix.account.change import Change
    from trailgate_evaluator.fix.account.existing import Existing

Json = dict[str, Any]

_LOOK: Final = """\
kept=${TRAILGATE_KEPT:-trailgate-kept-$(date +%Y%m%dT%H%M%S)-$$} copies=0 seen=

# look WHAT NOTHING QUERY COMMAND...: does it stand there as it is to be (made), or as the input showed it (known)?
# Else it stops. NOTHING stands in the error by which AWS says that there is nothing, which is known, too.
# Of what is there a copy is kept.
look() {
  what=$1 nothing=$2 query=$3
  shift 3
  if ! seen=$(aws "$@" --query "$query" --output json 2>/dev/null); then
    said=$(aws "$@" 2>&1 >/dev/null) || true
    case $said in
      *"$nothing"*) seen=known; return ;;
    esac
    printf '%s could not be read, so nothing more is changed. %s\\n' "$what" "$said" >&2
    exit 1
  fi
  case $seen in
    '"made"') seen=made; return ;;
    '"none"') seen=known; return ;;
  esac
  mkdir -p "$kept"
  copies=$((copies + 1))
  aws "$@" --output json >"$kept/$copies.json"
  case $seen in
    '"known"') seen=known; return ;;
  esac
  printf '%s is there and is not what the input showed: it stays as it is, and nothing more is changed.\\n' "$what" >&2
  printf 'A copy is in %s. Collect again, or choose another --name-prefix.\\n' "$kept/$copies.json" >&2
  exit 1
}"""


def script(changes: Sequence[Change], document: Json, existing: Existing, name: str) -> str:
    """The script for `/bin/sh`; `document` is the one after the changes, `name` the input's."""
    account = document["subject"]["account"]
    steps: list[str] = []
    for number, change in enumerate(ordered(changes), 1):
        steps += ["", f"# {number}. {one_line(change.why, 2000)}"]
        if change.note is not None:
            steps.append(f"#    {one_line(change.note, 2000)}")
        for request in requests_of(change, document, existing):
            steps += _lines(request, change.region)
    looks = ["", _LOOK] if any(line.startswith("look ") for line in steps) else []
    lines = [
        "#!/bin/sh",
        f"# Repairs what trailgate found in {one_line(name)}: {len(changes)} change{'' if len(changes) == 1 else 's'}.",
        f"# Run it with credentials of account {account_of(document['subject'])}. It is safe to run it twice.",
        "# shellcheck disable=SC1003,SC2016 # what looks like an expansion is a pattern or a name, and stays as it is",
        "set -eu",
        "",
        f'if [ "$(aws sts get-caller-identity --query Account --output text)" != {shlex.quote(account)} ]; then',
        f"  printf 'These credentials are not of account %s.\\n' {shlex.quote(account)} >&2",
        "  exit 1",
        "fi",
        *looks,
        *steps,
    ]
    return "\n".join(lines) + "\n"


def _lines(request: Request, region: str) -> Iterator[str]:
    if request.guard is None:
        yield f"aws {_command(request, region)} >/dev/null"
        return
    yield _look(request.guard, region)
    yield 'if [ "$seen" = known ]; then'
    if request.operation == "create-key":
        yield from _key(request, region)
    else:
        yield f"  aws {_command(request, region)} >/dev/null"
    if request.then_wait:
        yield "  # IAM takes a few seconds to make a new role known everywhere."
        yield '  sleep "${TRAILGATE_WAIT:-10}"'
    yield "fi"


def _look(guard: Guard, region: str) -> str:
    words = [guard.what, guard.saying or f"({guard.nothing or '-'})", guard.query()]
    said = " ".join(shlex.quote(one_line(word) if word is guard.what else word) for word in words)
    return f"look {said} {_command(guard.question, region, indent=None)}"


def _key(request: Request, region: str) -> Iterator[str]:
    """A key has no name but its alias, so the one that was made is remembered for a line."""
    alias = request.parameters["alias"]
    made = Request(
        service="kms",
        operation="create-key",
        parameters={name: value for name, value in request.parameters.items() if name != "alias"},
    )
    yield f"  key=$(aws {_command(made, region)} --query KeyMetadata.KeyId --output text)"
    yield f'  aws kms create-alias --region {shlex.quote(region)} --alias-name {shlex.quote(alias)} --target-key-id "$key"'


def _command(request: Request, region: str, indent: int | None = 2) -> str:
    """JSON and nothing else carries names: no value is taken for an option, for shorthand or for the name of a file."""
    parameters = json.dumps(request.parameters, indent=indent)
    place = f"--region {shlex.quote(region)}"
    return f"{request.service} {request.operation} {place} --cli-input-json {shlex.quote(parameters)}"
