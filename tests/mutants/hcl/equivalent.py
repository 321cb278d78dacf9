"""Mutants of the evaluator of expressions that no test can kill, by place and change, each with the reason."""

from __future__ import annotations

from typing import Final

# ruff: noqa: E501 - a key is a line of the source, whole

ALIKE: Final[dict[str, str]] = {
    r"\S+: (.*), strict=True(.*)  ->  \1(, strict=None|, strict=False|, )\2": "both are of one length: that is asked before",
    r"\S+: (.*)usedforsecurity=False(.*)  ->  \1(usedforsecurity=None|usedforsecurity=True|)\2": "no policy of a host forbids these digests",
    r'functions\.formats\._default: return Unknown\(.*\), "s"  ->  return Unknown\(.*\), "(XXsXX|S)"': "what is unknown is written by no verb",
    r"\S+: (.*)\"utf-8\"(.*)  ->  \1\"UTF-8\"\2": "the same encoding",
    r"\S+: (.*)ensure_ascii=False(.*)  ->  \1ensure_ascii=None\2": "None is false",
    r"\S+: (.*)(ordered|fails)=False(.*)  ->  \1\2=None\3": "None is false",
    r'functions\.sequences\._flatten: return _flatten\(Items\("tuple", .*  ->  return _flatten\(Items\((None|"XXtupleXX"|"TUPLE"), .*': (
        "whatever kind it is, it is flattened"
    ),
    r"syntax\.templates\.(heredoc|whole): (.*)quoted=False(.*)  ->  \2quoted=None\3": "None is false",
    r"syntax\.templates\.\w+: (strip_next|newline) = False  ->  \1 = None": "None is false",
    r"syntax\.tree\.HclError\.__init__: .*": "the words of a refusal, which nobody is shown",
    r"values\.values\.same: if isinstance\(one, (\w+)\) and isinstance\(other, \1\):  ->  if isinstance\(one, \1\) or .*": (
        "both are of one class: that is asked before"
    ),
    r"functions\.registry\.(reading|moving): (.*)(nulls=nulls|reads=False)(.*)  ->  \2(nulls=None|reads=None)\4": "None is false",
}

_BEHIND: Final = "what is found stands behind a sign, or nowhere"
_LAST: Final = "** that is no folder's stands at the end"
_ANY: Final = "any is joined with any other type as nothing would be"
_PLACE: Final = "what is told of a file's template is given the place of the call"
_NO_MAP: Final = "all kinds but a map are one here"
_NO_STEP: Final = "there is a step only where the limits differ, and it is not zero"

EQUIVALENT: Final[dict[str, str]] = {
    "values.numbers.text_of_number: return f\"{'-' if value < 0 else ''}{whole}.{rest:0{digits}}\""
    "  ->  return f\"{'-' if value <= 0 else ''}{whole}.{rest:0{digits}}\"": "zero is a whole number",
    "functions.numeric._range: step = limits[2] if len(limits) > 2 else (1 if start < stop else -1)  # noqa: PLR2004 - range takes three"
    "  ->  step = limits[2] if len(limits) > 2 else (1 if start <= stop else -1)  # noqa: PLR2004 - range takes three": _NO_STEP,
    "functions.numeric._range: if not step or (step > 0) != (stop > start):"
    "  ->  if not step or (step >= 0) != (stop > start):": _NO_STEP,
    "functions.numeric._range: if not step or (step > 0) != (stop > start):"
    "  ->  if not step or (step > 0) != (stop >= start):": _NO_STEP,
    'evaluation.loops._loop: name = "" if node.key_result is None else converted(settled(evaluate(node.key_result, inner)), "string")'
    '  ->  name = "XXXX" if node.key_result is None else converted(settled(evaluate(node.key_result, inner)), "string")': (
        "no name is asked for where a list is made"
    ),
    "functions.files._glob: at += 2  ->  at += 3": _LAST,
    "functions.files._glob: continue  ->  break": _LAST,
    'functions.files._glob: open_ += 1 if sign == "{" else -1 if sign == "}" and open_ else 0'
    '  ->  open_ -= 1 if sign == "{" else -1 if sign == "}" and open_ else 0': "counting down is counting, too",
    "functions.registry.reading: call: Callable[..., Any], *takes: Type, least: int | None = None, more: bool = False, nulls: bool = False"
    "  ->  call: Callable[..., Any], *takes: Type, least: int | None = None, more: bool = True, nulls: bool = False": (
        "Python refuses one argument too many"
    ),
    "functions.registry.reading: return Function(call, takes, len(takes) if least is None else least, more, reads=True, nulls=nulls)"
    "  ->  return Function(call, takes, len(takes) if (least is None) or True else least, more, reads=True, nulls=nulls)": (
        "what takes further ones needs no fewer than are named"
    ),
    "functions.formats._format: stop = len(pattern) if stop < 0 else stop  ->  stop = len(pattern) if stop <= 0 else stop": _BEHIND,
    "functions.formats._format: stop = len(pattern) if stop < 0 else stop  ->  stop = len(pattern) if stop < 1 else stop": _BEHIND,
    "functions.items.items_of:   ->  ": "the words of a refusal, which nobody is shown",
    "functions.sequences._flatten: found.append(each)  ->  found.append(None)": "a choice is put in its place before anything is made",
    "functions.sequences._chunklist: step = size or max(1, len(given.items))  ->  step = size or max(2, len(given.items))": (
        "one item is one chunk by either step"
    ),
    'functions.items.of_one_type: if in_doubt(Items("tuple", tuple(items)), ("list", kind)):'
    '  ->  if in_doubt(Items("tuple", tuple(items)), ("XXlistXX", kind)):': _NO_MAP,
    'functions.items.of_one_type: if in_doubt(Items("tuple", tuple(items)), ("list", kind)):'
    '  ->  if in_doubt(Items("tuple", tuple(items)), ("LIST", kind)):': _NO_MAP,
    "functions.texts._split: if isinstance(text, Symbol | Glued) and isinstance(separator, str) and separator:"
    "  ->  if isinstance(text, Symbol | Glued) or isinstance(separator, str) and separator:": (
        "a known text is one part, which is cut in the same way; a separator that is not known cuts none"
    ),
    "syntax.scanning.after_string: plain = _PLAIN_STRING.match(text, position)  ->  plain = None": "only faster: most texts hold nothing",
    "syntax.scanning.behind: return found.end() if found else position"
    "  ->  return found.end() if (found) or True else position": "blanks may be none, so that they are always found",
    "syntax.scanning.after_heredoc: while at < len(text):  ->  while at <= len(text):": "behind the end nothing closes it",
    "syntax.json_bodies._inner: found.blocks.extend(_blocks(path, name, inner, 0, ()))"
    "  ->  found.blocks.extend(_blocks(path, name, inner, None, ()))": "None is no label either",
    "functions.encoding.value_of_json: return plain(Fraction(repr(content))) if abs(content) < 10**300"
    ' else Unknown("unreadable_expression", "a number")'
    "  ->  return plain(Fraction(repr(content))) if abs(content) <= 10**300"
    ' else Unknown("unreadable_expression", "a number")': "no double is that power of ten",
    'functions.yaml_values._yamldecode: if "!" in text and any(isinstance(token, yaml.TagToken) for token in yaml.scan(text, Loader=yaml.SafeLoader)):'
    '  ->  if "!" in text and any(isinstance(token, yaml.TagToken) for token in yaml.scan(text, )):': "all loaders scan alike",
    "functions.registry._has_choice: return False  ->  return True": "only faster: what has no choice is a choice of one",
    "evaluation.scope.Budget.__init__:   ->  ": "how much is too much is nobody's promise",
    **{
        "evaluation.evaluating._called: return value_of(tree, Scope(names, scope.files, scope.budget, scope.at))"
        f"  ->  return value_of(tree, Scope(names, scope.files, scope.budget, {place}))": _PLACE
        for place in ("", "None")
    },
    'syntax.templates._unindent: piece.text = (piece.text or "")[least or 0 :]'
    '  ->  piece.text = (piece.text or "XXXX")[least or 0 :]': "what is adjusted has a text",
    'syntax.templates._unindent: piece.text = (piece.text or "")[least or 0 :]'
    '  ->  piece.text = (piece.text or "")[least or 1 :]': "what is adjusted has spaces, or none anywhere",
    'syntax.templates._unescaped: return _ESCAPE.sub(one, text) if "\\\\" in text else text'
    '  ->  return _ESCAPE.sub(one, text) if ("\\\\" in text) or True else text': "only faster",
    "syntax.bodies._labels: if at >= end:  ->  if at > end:": "no brace stands there either, which is refused",
    'values.types.unified: listed = [one for one in types if one != "any"]'
    '  ->  listed = [one for one in types if one != "XXanyXX"]': _ANY,
    'values.types.unified: listed = [one for one in types if one != "any"]'
    '  ->  listed = [one for one in types if one != "ANY"]': _ANY,
    **{
        f'values.types._mixed: return any(_mixed(column, "list") for column in _columns(held))'
        f"  ->  return any(_mixed(column, {kind}) for column in _columns(held))": _NO_MAP
        for kind in ("None", '"XXlistXX"', '"LIST"')
    },
    "evaluation.loops._loop: if len(alternatives) > MOST:  ->  if len(alternatives) >= MOST:": "there are 2, 4, 8, 16 or 32 of them",
}
