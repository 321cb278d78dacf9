"""Two parsers read a text alike: what the one that needs no copy of it takes, the other takes for the same."""

from __future__ import annotations

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs import parsing

ODD = [
    b'{"a":18446744073709551615}', b'{"a":18446744073709551616}', b'{"a":-9223372036854775808}', b'{"a":-9223372036854775809}',
    b'{"a":123456789012345678901234}', b'{"a":1e400}', b'{"a":-0}', b'{"a":-0.0}', b'{"a":1.0}', b'{"a":1E5}', b'{"a":0.1e-400}',
    b'{"a":"\\ud800"}', b'{"a":"\\ud83d\\ude00"}', b'{"a":"\\ude00\\ud83d"}', b'{"a":"\xff"}', b'{"a":"\xed\xa0\x80"}',
    b'{"a":"\x01"}', b'{"a":"\x7f"}', b'{"a":"\\u0000"}', b'{"\\u0061":1,"a":2}', b'{"a":1,"b":2,"a":3}', b'{"a":NaN}',
    b'{"a":-Infinity}', b'{"a":01}', b'{"a":1.}', b'{"a":+1}', b'{"a":"\\x"}', b'{"a":1,}', b"{'a':1}", b'{"a":1}x',
    b'{"a":1} \n', b"/**/{}", b"\x00{}",
    b"\xef\xbb\xbf{}", b"\xef\xbb\xbf\xef\xbb\xbf{}", b"", b" ", b"null", b"[1,2", b'{"a"', b"tru", b'"a\nb"',
    b"[" * 128 + b"]" * 128, b"[" * 129 + b"]" * 129, b"[" * 1100 + b"]" * 1100, b"[" * 200_000,
]  # fmt: skip


def told(data: bytes) -> str:
    """What is read of the text, with the types of its numbers, or why nothing is."""
    try:
        return repr(parsing.parse_any(data, "x.json"))
    except InputError as error:
        return str(error)


@pytest.mark.parametrize("data", ODD, ids=lambda data: repr(data[:40]))
def test_a_text_is_read_and_refused_alike(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    by_both = told(data)
    monkeypatch.setattr(parsing, "_quickly", lambda _: None)
    assert told(data) == by_both


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.text() | st.decimals(allow_nan=False).map(float))
def test_a_value_is_the_same_by_both(value: object) -> None:
    for text in (json.dumps([value]), json.dumps([value], ensure_ascii=False)):
        try:
            found = repr(orjson.loads(text.encode("utf-8", "surrogatepass")))
        except orjson.JSONDecodeError:
            continue
        assert told(text.encode("utf-8", "surrogatepass")) == found
