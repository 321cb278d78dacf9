"""BLAKE2b of 16 bytes (RFC 7693), as `hashlib.blake2b(data, digest_size=16)`, in the text format of WebAssembly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_START: Final = (
    0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
    0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
)  # fmt: skip
_SIXTEEN_BYTES: Final = 0x01010010
_WORDS: Final = (
    "0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8", "905724afe1bc683d",
    "2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a", "6fe9b308c2d714a5", "a2847615fb9e3cd0",
)  # fmt: skip
_ROUNDS: Final = 12
_COLUMNS: Final = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15))
_DIAGONALS: Final = ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))
_BLOCK: Final = 128


def digest_function() -> str:
    """The function `$digest`, of a message, its length, and where the digest is put; it writes zeros behind the message."""
    begin = {number: word ^ (0 if number else _SIXTEEN_BYTES) for number, word in enumerate(_START)}
    return f"""
(func $digest (export "digest") (param $p i32) (param $length i32) (param $to i32)
  (local $counted i32) (local $left i32) (local $end i32)
  {_each(8, lambda n: f"(local $h{n} i64)")}
  {_each(16, lambda n: f"(local $v{n} i64)")}
  {_each(8, lambda n: f"(local.set $h{n} (i64.const {begin[n]:#x}))")}
  (local.set $left (local.get $length))
  (local.set $end (i32.add (local.get $p) (local.get $length)))
  {_each(_BLOCK // 16, lambda n: f"(v128.store offset={16 * n} (local.get $end) (v128.const i64x2 0 0))")}
  (loop $blocks
    (local.set $counted
      (i32.add (local.get $counted)
        (select (i32.const {_BLOCK}) (local.get $left) (i32.gt_u (local.get $left) (i32.const {_BLOCK})))))
    {_each(8, lambda n: f"(local.set $v{n} (local.get $h{n}))")}
    {_each(8, lambda n: f"(local.set $v{n + 8} (i64.const {_START[n]:#x}))")}
    (local.set $v12 (i64.xor (local.get $v12) (i64.extend_i32_u (local.get $counted))))
    (if (i32.le_u (local.get $left) (i32.const {_BLOCK}))
      (then (local.set $v14 (i64.xor (local.get $v14) (i64.const -1)))))
    {" ".join(_rounds())}
    {_each(8, lambda n: f"(local.set $h{n} (i64.xor (local.get $h{n}) (i64.xor (local.get $v{n}) (local.get $v{n + 8}))))")}
    (local.set $p (i32.add (local.get $p) (i32.const {_BLOCK})))
    (local.set $left (i32.sub (local.get $left) (i32.const {_BLOCK})))
    (br_if $blocks (i32.gt_s (local.get $left) (i32.const 0))))
  (i64.store (local.get $to) (local.get $h0))
  (i64.store offset=8 (local.get $to) (local.get $h1)))
"""


def _each(count: int, one: Callable[[int], str]) -> str:
    return " ".join(map(one, range(count)))


def _rounds() -> Iterator[str]:
    for number in range(_ROUNDS):
        words = [f"(i64.load offset={8 * int(one, 16)} (local.get $p))" for one in _WORDS[number % len(_WORDS)]]
        for place, corners in enumerate((*_COLUMNS, *_DIAGONALS)):
            yield _mixed(corners, words[2 * place], 32, 24) + _mixed(corners, words[2 * place + 1], 16, 63)


def _mixed(corners: tuple[int, ...], word: str, first: int, second: int) -> str:
    a, b, c, d = (f"$v{one}" for one in corners)
    return (
        f"(local.set {a} (i64.add (i64.add (local.get {a}) (local.get {b})) {word}))"
        f"(local.set {d} (i64.rotr (i64.xor (local.get {d}) (local.get {a})) (i64.const {first})))"
        f"(local.set {c} (i64.add (local.get {c}) (local.get {d})))"
        f"(local.set {b} (i64.rotr (i64.xor (local.get {b}) (local.get {c})) (i64.const {second})))"
    )
