"""Policies that other resources are given: as text, or as what their expressions come to with names that are not known yet."""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from trailgate_evaluator.document.parts import Json
from trailgate_evaluator.document.statements import NotAPolicyError, policy_of
from trailgate_evaluator.languages.hcl.values.values import Either, Glued, Symbol, Unknown, Value, doubt, settled
from trailgate_evaluator.readers.declared.policies import OPEN, is_open
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.policy_documents.making import MADE, TYPE
from trailgate_evaluator.readers.terraform.policy_documents.marks import MARK, marked
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, is_sensitive, look
from trailgate_evaluator.readers.terraform.references.document_values import DocumentValues
from trailgate_evaluator.readers.terraform.references.meaning import opaque
from trailgate_evaluator.readers.terraform.references.resolved import Opaque
from trailgate_evaluator.readers.terraform.world.world import LINKS, World

_KEY: Final = "aws_kms_key"
_LINKED: Final = frozenset({*LINKS, _KEY})
_ARNS: Final = frozenset({("arn",)})
_OURS: Final = "tf:"


class Read(NamedTuple):
    """The statements of a policy; without them, why they cannot be told."""

    policy: Json | None
    why: Opaque | None = None


class _NotTold(Exception):  # noqa: N818 - no error: what it says is unknown
    """A text that nobody knows stands where only a known one could be read."""


def read_policy(world: World, owner: Instance, name: str) -> Read:
    """The policy that an attribute holds."""
    value = look(owner, name)
    if value is not UNKNOWN:
        return Read(parsed_policy(world, value))
    if is_sensitive(owner, name) or not world.planned:
        return Read(None)
    if world.resolver.is_at_hand(owner):
        told = world.resolver.value(owner, (name,))
    else:
        told = _documents(world).of_attribute(owner, (name,))
    return _of_value(world, told)


def parsed_policy(world: World, value: object) -> Json | None:
    """The statements of a policy's text; None where there is none that can be read and shown."""
    if not isinstance(value, str) or world.is_secret(value) or f'"{_OURS}' in value:
        return None
    try:
        return policy_of(value)
    except NotAPolicyError:
        return None


def _documents(world: World) -> DocumentValues:
    return DocumentValues(world.resolver, world.configuration, _LINKED)


def _of_value(world: World, value: Value) -> Read:
    told = settled(value)
    match told:
        case str():
            return Read(parsed_policy(world, told))
        case Either(choices=choices, because=because):
            read = [_of_value(world, choice).policy for choice in choices]
            alike = read[0] is not None and all(one == read[0] for one in read[1:])
            return Read(read[0]) if alike else Read(None, opaque(because))
        case Unknown():
            return Read(None, opaque(told))
        case Symbol(meaning=str() | Glued() as meaning):
            return _of_value(world, meaning)
        case Symbol(owner=owner, path=(str(name),)) if name in MADE:
            document = next((one for one in world.instances.of(TYPE) if one.address == owner), None)
            return _called(told) if document is None else _of_value(world, _documents(world).of_document(document))
        case Symbol():
            return _called(told)
        case Glued():
            return _of_text(world, told)
        case _:
            return Read(None)


def _called(symbol: Symbol) -> Read:
    why = doubt(symbol.meaning)
    named = Opaque("known_after_apply", ".".join(map(str, (symbol.owner, *symbol.path))))
    return Read(None, named if why is None else opaque(why))


def _of_text(world: World, text: Glued) -> Read:
    """The statements of a text with symbols in it."""
    plain = marked(text)
    if plain is None:
        return Read(None)
    written, symbols = plain
    try:
        content = _named(world, json.loads(written), symbols)
        policy = policy_of(json.dumps(content))
    except (NotAPolicyError, _NotTold, ValueError, RecursionError):
        return _called(symbols[0])
    if any(map(is_open, policy["statements"])):
        return Read(None, _called(next((s for s in symbols if _text_of(world, s) is None), symbols[0])).why)
    return Read(policy)


def _named(world: World, content: Any, symbols: list[Symbol]) -> Any:
    """The JSON with a name for each symbol: an id where it is one, else what may be any text."""
    match content:
        case dict():
            if any(MARK.search(key) for key in content):
                raise _NotTold
            return {key: _named(world, inner, symbols) for key, inner in content.items()}
        case list():
            return [_named(world, inner, symbols) for inner in content]
        case str():
            whole = MARK.fullmatch(content)
            if whole is not None:
                return _text_of(world, symbols[int(whole[1])]) or _any_text(symbols[int(whole[1])])
            if content.startswith(_OURS):
                raise _NotTold
            return MARK.sub(lambda mark: _within(world, symbols[int(mark[1])]), content)
        case _:
            return content


def _within(world: World, symbol: Symbol) -> str:
    text = _text_of(world, symbol)
    return _any_text(symbol) if text is None or text.startswith(_OURS) else text


def _any_text(symbol: Symbol) -> str:
    called = ".".join(map(str, (symbol.owner, *symbol.path)))
    return f"{OPEN}{called.replace('}', ')')}}}"


def _text_of(world: World, symbol: Symbol) -> str | None:
    """The id of what a symbol is the ARN of, or another name that nothing else has; None where it may be any text."""
    resolved = world.resolver.meant(symbol, _LINKED)
    if resolved.others:
        return f"{_OURS}{resolved.others[0]}.arn"
    if len(resolved.reaches) != 1 or resolved.reaches[0].path not in _ARNS:
        return None
    instance = resolved.reaches[0].instances[0]
    return f"{_OURS}{instance.address}" if instance.type == _KEY else world.ids.get(instance.address)
