"""Values as HCL: text quoted so that nothing in it is a template, blocks laid out as `terraform fmt` does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct

from trailgate_evaluator.readers.terraform.plan_json.addresses import Index, Step
from trailgate_evaluator.regular import regex

_NAME: Final = regex(r"[A-Za-z_][A-Za-z0-9_-]*")
_ESCAPED: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Expression(Struct, frozen=True):
    """HCL that stands as it is: a reference, a call or a template; of the last, `inner` is what stands between the quotes."""

    text: str
    inner: str | None = None


class Block(Struct, frozen=True):
    """A nested block."""

    arguments: Mapping[str, Any]


def quoted(text: str) -> str:
    """The text as an HCL string: quotes, control characters and both template openings escaped."""
    escaped = "".join(_ESCAPED.get(c, c if c.isprintable() else _unicode(c)) for c in text)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def identifier(text: str) -> bool:
    """Whether the text is a name of HCL: letters, digits, hyphens and underscores, beginning with no digit and no hyphen."""
    return text.replace("-", "_").isidentifier() and not text.startswith("-")


def traversal(steps: Iterable[Step]) -> Expression | None:
    """Names and keys between brackets as a reference; None where a name is none, so that nothing but a reference is said."""
    text = ""
    for step in steps:
        if isinstance(step, Index):
            text += f"[{step.key}]" if isinstance(step.key, int) else f"[{quoted(step.key)}]"
        elif identifier(step):
            text += f".{step}" if text else step
        else:
            return None
    return Expression(text) if text and not text.startswith("[") else None


def joined(*parts: str | Expression) -> Expression:
    """Text and references as one template."""
    inner = "".join(quoted(part)[1:-1] if isinstance(part, str) else part.inner or "${" + part.text + "}" for part in parts)
    return Expression(f'"{inner}"', inner)


def json_encoded(value: Any) -> Expression:
    """The value as a call of `jsonencode`."""
    return Expression(f"jsonencode({_value(value, 1)})")


def resource(kind: str, label: str, arguments: Mapping[str, Any]) -> str:
    """A resource block."""
    return f'resource "{kind}" "{label}" {{\n{body(arguments, 1)}}}\n'


def data(kind: str, label: str, arguments: Mapping[str, Any]) -> str:
    """A data block."""
    if not arguments:
        return f'data "{kind}" "{label}" {{}}\n'
    return f'data "{kind}" "{label}" {{\n{body(arguments, 1)}}}\n'


def body(arguments: Mapping[str, Any], depth: int = 0) -> str:
    """Arguments, then nested blocks, each on lines of their own; equals signs stand in one column."""
    pad = "  " * depth
    plain = {name: value for name, value in arguments.items() if not isinstance(value, Block)}
    text = _aligned({name: _value(value, depth) for name, value in plain.items()}, pad)
    for name, value in arguments.items():
        if isinstance(value, Block):
            text += f"\n{pad}{name} {{\n{body(value.arguments, depth + 1)}{pad}}}\n"
    return text.removeprefix("\n")


def _aligned(arguments: Mapping[str, str], pad: str) -> str:
    """Equals signs of neighbours in one column; a value of several lines ends a group of neighbours."""
    lines: list[str] = []
    group: list[tuple[str, str]] = []

    def close() -> None:
        width = max((len(name) for name, _ in group), default=0)
        lines.extend(f"{pad}{name:<{width}} = {value}\n" for name, value in group)
        group.clear()

    for name, value in arguments.items():
        if "\n" in value:
            close()
            lines.append(f"{pad}{name} = {value}\n")
        else:
            group.append((name, value))
    close()
    return "".join(lines)


def _value(value: Any, depth: int) -> str:
    match value:
        case Expression(text=text):
            return text
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return quoted(value)
        case list():
            return (
                f"[{', '.join(_value(each, depth) for each in value)}]"
                if not any(isinstance(e, Mapping) for e in value)
                else ("[\n" + "".join(f"{'  ' * (depth + 1)}{_value(e, depth + 1)},\n" for e in value) + "  " * depth + "]")
            )
        case Mapping():
            inner = {key if _NAME.fullmatch(key) else quoted(key): _value(each, depth + 1) for key, each in value.items()}
            return "{\n" + _aligned(inner, "  " * (depth + 1)) + "  " * depth + "}"
        case _:
            raise TypeError(value)


def _unicode(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"  # noqa: PLR2004 - the first beyond four digits
