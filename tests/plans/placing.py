"""Where a resource may be written: plain, repeated, in a module or two, in JSON, with what overrides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.plans.bodies import FIXED, Body, block, resource_json

if TYPE_CHECKING:
    from tests.plans.scope import Scope

WAYS = (
    ["plain"] * 7
    + ["count", "count_if", "for_each", "for_each", "two_by_count", "objects", "objects", "module", "module", "module_each"]
    + ["module_of_module", "module_count", "json", "override"]
)
_WITHOUT_ARN = frozenset({"aws_cloudwatch_log_metric_filter"})
NAMES = ("name", "alarm_name", "name_prefix")


def placed(scope: Scope, kind: str, name: str, body: Body) -> str:
    """Write a resource in some way; the reference to it."""
    way = "plain" if scope.plain else scope.dice.choice(WAYS)
    if way in _REPEATED:
        return _repeated(scope, way, kind, name, body)
    if way == "two_by_count":
        return _two_by_count(scope, kind, name, body)
    if way == "objects":
        return _objects(scope, kind, name, body)
    if way.startswith("module"):
        return _module(scope, way, kind, name, body)
    if way == "json" and not any(header.startswith("dynamic") for header, _ in body.blocks):
        scope.files[f"{name}.tf.json"] = resource_json(kind, name, body)
    elif way == "override":
        _override(scope, kind, name, body)
    else:
        scope.resource(kind, name, body)
    return f"{kind}.{name}"


_REPEATED = frozenset({"count", "count_if", "for_each"})


def _repeated(scope: Scope, way: str, kind: str, name: str, body: Body) -> str:
    """The only one of a count or of a for_each."""
    if way == "for_each":
        keys = scope.dice.choice(['toset(["a"])', '{ a = "x" }', 'toset(["a", "a"])', 'zipmap(["a"], ["x"])'])
        scope.resource(kind, name, Body({"for_each": keys, **body.arguments}, body.blocks))
        return f'{kind}.{name}["a"]'
    count = "1" if way == "count" else f"{scope.known()} ? 1 : 1"
    scope.resource(kind, name, Body({"count": count, **body.arguments}, body.blocks))
    ways = [f"{kind}.{name}[0]", f"one({kind}.{name}[*])"]
    return scope.dice.choice(ways) if way == "count" else ways[0]


def _two_by_count(scope: Scope, kind: str, name: str, body: Body) -> str:
    """The first of two is meant; the other has another name."""
    named = {one: f'element([{body.arguments[one]}, "two-of-{name}"], count.index)' for one in NAMES if one in body.arguments}
    scope.resource(kind, name, Body({"count": "2", **body.arguments, **named}, body.blocks))
    return scope.dice.choice([f"{kind}.{name}[0]", f"element({kind}.{name}[*], 0)", f"{kind}.{name}[length({kind}.{name}) - 2]"])


def _objects(scope: Scope, kind: str, name: str, body: Body) -> str:
    """Repeated for a map of objects that hold some of the arguments; now and then there is another one beside it."""
    moved = {one for one in body.arguments if one not in FIXED and (one in NAMES or scope.dice.random() < 0.5)}
    first = ", ".join(f"{one} = {body.arguments[one]}" for one in body.arguments if one in moved)
    every = [f"a = {{ {first} }}"]
    if scope.dice.random() < 0.4:
        second = (f'{one} = "b-of-{name}"' if one in NAMES else f"{one} = {body.arguments[one]}" for one in moved)
        every.append(f"b = {{ {', '.join(sorted(second))} }}")
    scope.dice.shuffle(every)
    objects = f"{{ {', '.join(every)} }}"
    over = scope.dice.choice([objects, scope.local(objects), f"merge({objects}, {{}})", f"{{ for k, v in {objects} : k => v }}"])
    arguments = {one: f"each.value.{one}" if one in moved else value for one, value in body.arguments.items()}
    scope.resource(kind, name, Body({"for_each": over, **arguments}, body.blocks))
    return scope.dice.choice([f'{kind}.{name}["a"]', f'{{ for k, v in {kind}.{name} : k => v }}["a"]'])


def _module(scope: Scope, way: str, kind: str, name: str, body: Body) -> str:
    """In a module of its own, which gets every expression as an argument and hands the whole resource out."""
    repeated, index = {}, ""
    if way == "module_each":
        repeated, index = {"for_each": scope.dice.choice(['toset(["a"])', '{ a = "x" }'])}, '["a"]'
    elif way == "module_count":
        repeated, index = {"count": "1"}, "[0]"
    given: dict[str, str] = {}

    def argument(called: str, expression: str) -> str:
        number = sum(one.startswith(f"{called}_") for one in given)
        given[f"{called}_{number}"] = expression
        return f"var.{called}_{number}"

    inner = body.without("provider").mapped(argument)
    variables = "".join(f'variable "{one}" {{\n  default = null\n}}\n' for one in given)
    made = f"{kind}.this"
    arn = f"{made}.{'id' if kind in _WITHOUT_ARN else 'arn'}"
    resource = block(f'resource "{kind}" "this"', inner)
    scope.files[f"modules/{name}/main.tf"] = f"{variables}{resource}{_output('made', made)}{_output('arn', arn)}"
    source = f"./modules/{name}"
    if way == "module_of_module":
        called = block('module "inner"', Body({"source": f'"../{name}"', **{one: f"var.{one}" for one in given}}))
        scope.files[f"modules/{name}_outer/main.tf"] = f"{variables}{called}{_output('made', 'module.inner.made')}"
        source += "_outer"
    call = {"source": f'"{source}"', **repeated, **given}
    if "provider" in body.arguments:
        call["providers"] = f"{{ aws = {body.arguments['provider']} }}"
    scope.blocks.append(block(f'module "{name}"', Body(call)))
    return f"module.{name}{index}.made"


def _output(name: str, value: str) -> str:
    return block(f'output "{name}"', Body({"value": value}))


def _override(scope: Scope, kind: str, name: str, body: Body) -> None:
    """With another value for one argument, which a second file puts right."""
    plain = [one for one, value in body.arguments.items() if one not in FIXED and value.startswith('"')]
    wrong = dict(body.arguments)
    if plain:
        chosen = scope.dice.choice(plain)
        wrong[chosen] = '"overridden"'
        scope.files[f"{name}_override.tf"] = block(f'resource "{kind}" "{name}"', Body({chosen: body.arguments[chosen]}))
    scope.resource(kind, name, Body(wrong, body.blocks))
