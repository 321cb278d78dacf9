"""Texts of records as nobody should write them: each says the same record in another way, says two things, or is no JSON."""

from __future__ import annotations

import gzip
import json
import random
from typing import Any

Json = dict[str, Any]

ODD = (
    *("-0", "-1", "0", "1e5", "1E400", "1.50", "123456789012345678901234567890", "1234567890123456789", "null", "false", "true"),
    *('"\\ud83d\\ude00"', '"\\ud800"', '"\\udc00x"', '"\\u0000"', '"é"', '"\U0001f600"', '"\x7f"', '"\\/"', '""', '" "'),
    *("{}", "[]", '{"a":1,"a":2}', '{"type":"Root","type":"IAMUser"}', '{"t\\u0079pe":"Root"}', "[[[[[[1]]]]]]"),
    *(
        '{"type":"Root","x":{"y":[1,{"z":"\\n"}]}}',
        '[{"eventName":"x"},{"eventVersion":"1","eventName":"y"}]',
        f'"{"long" * 400}"',
    ),
)
"""What may stand in place of a value, and what hardly anybody writes."""
WRONG = (
    *("NaN", "-Infinity", "01", "1.", ".5", "1e", "tru", "truex", "nul", "", " ", "]", "}", "[[", "+1", "'a'", "-"),
    *('"\\u00"', '"\\x41"', '"a\tb"', '"a\x00b"', '"\\"', "[1,]", "{,}", '{"a":1,}', "{1:2}", '{"a"}', '{"a":}'),
    *("[" * 70 + "]" * 70, "[1, 2]", '{ "a":1}'),
)
"""What is no value, or one with blanks in it, or a deep one."""


def text_of(record: Json, choose: random.Random, hostility: float) -> str:
    """A record as text; `hostility` is how often something is odd at a place."""
    fields = []
    for name, value in record.items():
        if choose.random() < hostility / 4:  # a name that stands twice, the first or the last of them with another value
            fields.append(f'"{name}":{_value(choose.choice(["x", None, True, {}]), choose, 0)}')
        fields.append(f"{_name(name, choose, hostility)}:{_value(value, choose, hostility)}")
        if choose.random() < hostility / 4:
            fields.append(f'"{name}":{_odd(choose)}')
    if choose.random() < hostility / 2:
        choose.shuffle(fields)
    if choose.random() < hostility / 100:
        fields.append('"digestS3Bucket":"x"')
    return "{" + ("," if choose.random() > hostility / 100 else " ,\n").join(fields) + "}"


def _name(name: str, choose: random.Random, hostility: float) -> str:
    return _quoted(name, choose) if choose.random() < hostility / 4 else json.dumps(name)


def _value(value: Any, choose: random.Random, hostility: float) -> str:
    if choose.random() < hostility / 4:
        return _odd(choose)
    if isinstance(value, dict):
        return (
            "{"
            + ",".join(f"{_name(str(name), choose, hostility)}:{_value(one, choose, hostility)}" for name, one in value.items())
            + "}"
        )
    if isinstance(value, str) and choose.random() < hostility / 2:
        return _quoted(value, choose)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=choose.random() < 0.5 or _is_half(value))


def _odd(choose: random.Random) -> str:
    return choose.choice(ODD if choose.random() < 0.995 else WRONG)


def _is_half(value: Any) -> bool:
    return "\ud800" in repr(value) or "\\ud800" in repr(value)


def _quoted(text: str, choose: random.Random) -> str:
    """A text with some of its letters as escapes."""
    return '"' + "".join(f"\\u{ord(one):04x}" if choose.random() < 0.3 else json.dumps(one)[1:-1] for one in text) + '"'


def file_of(texts: list[str], choose: random.Random, hostility: float) -> bytes:
    """A file with a list of these texts, perhaps packed, cut short, or with something wrong in it."""
    comma = "," if choose.random() > hostility / 4 else choose.choice([",\n", ",,", " , ", "\n", ""])
    text = (
        '{"Records":['
        + comma.join(texts)
        + choose.choice(["]}", "]}", "]}", "]}\n", "]", "", '],"more":{"a":[1]}}', ",]}", "]}x"])
    )
    data = text.encode("utf-8", "surrogatepass")
    if choose.random() < hostility:
        data = b"\xef\xbb\xbf" + data
    for _ in range(choose.randrange(3) if choose.random() < hostility / 2 else 0):
        place = choose.randrange(len(data))
        data = (
            data[:place]
            + choose.choice([b"", b"}", b"]", b'"', b",", b"\xff", b"{", b"\\", b"\n", b'{"eventVersion":'])
            + data[place + choose.randrange(3) :]
        )
    if choose.random() < 0.5:
        return data
    half = choose.randrange(len(data) + 1)
    packed = gzip.compress(data, 1) if choose.random() < 0.5 else gzip.compress(data[:half], 1) + gzip.compress(data[half:], 1)
    return packed[: choose.randrange(len(packed))] if choose.random() < hostility else packed
