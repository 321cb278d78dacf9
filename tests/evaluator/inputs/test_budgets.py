"""A small file costs little, whatever is packed in it: its values are counted before any of them is made."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tracemalloc
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.accounts import account_with_alarms
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs import packing
from trailgate_evaluator.inputs.content import content_of
from trailgate_evaluator.inputs.outline import outline
from trailgate_evaluator.inputs.parsing import parse
from trailgate_evaluator.inputs.weight import MAX_WEIGHT, too_heavy

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = Path("fixtures/snapshots/pass_whole_chain/snapshot.json")
PLAN = Path("fixtures/plans/01_root_pass/plan.json")
RUN = """
import sys
from trailgate_evaluator.cli.app import main
code = main(sys.argv[1:])
status = open("/proc/self/status").read()
print("PEAK", status.split("VmHWM:")[1].split()[0], file=sys.stderr)
raise SystemExit(code)
"""
GIGABYTE = 1_000_000_000
MEGABYTES = 96
PACKED = 600_000


def bomb(path: Path, before: bytes, unit: bytes, after: bytes, megabytes: int = MEGABYTES) -> Path:
    """A gzip file of `before`, `unit` over and over, and `after`."""
    packer = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    many = unit * ((1 << 20) // len(unit))
    with path.open("wb") as file:
        file.write(packer.compress(before))
        for _ in range(megabytes):
            file.write(packer.compress(many))
        file.write(packer.compress(after) + packer.flush())
    assert path.stat().st_size < PACKED
    return path


SHAPES = {
    "objects": b"{},",
    "arrays": b"[],",
    "small objects": b'{"a":1},',
    "small arrays": b"[[0]],",
    "texts": b'"aaaaaaaa",',
    "wide texts": '"\U0001f600a",'.encode(),
    "escaped texts": b'"\\ud83d\\ude00aaaaaaaaaaaaaaaa",',
    "numbers": b"1.5,",
    "nulls": b"null,",
}
PLACES = {
    "snapshot": (["evaluate", "BOMB"], b'{"format":"trailgate/snapshot/v1","calls":[', b"0]}"),
    "plan": (["evaluate", "BOMB"], b'{"format_version":"1.2","planned_values":{"a":[', b"0]}}"),
    "report": (["render", "BOMB"], b'{"format":"trailgate/report/v1","results":[', b"0]}"),
    "baseline": (["evaluate", "PLAN", "--baseline", "BOMB"], b'{"format":"trailgate/snapshot/v1","calls":[', b"0]}"),
    "record": (["trace", "GOOD", "--record", "BOMB"], b'{"eventName":"PutUserPolicy","a":[', b"0]}"),
    "test": (["pattern", "{$.a=1}", "--test", "BOMB"], b'{"a":[', b"0]}"),
    "patterns": (["pattern", "--file", "BOMB"], b'{"pattern":"x","a":[', b"0]}"),
    "settings": (["evaluate", "GOOD", "--settings", "BOMB"], b'{"waivers":[', b"0]}"),
    "graph": (["evaluate", "PLAN", "--graph", "BOMB"], b"digraph {\n", b"}"),
}


def measured(arguments: list[str], path: Path) -> tuple[int, int, str]:
    """The exit code, the most memory in bytes, and what was said."""
    names = {"BOMB": str(path), "GOOD": str(GOOD), "PLAN": str(PLAN)}
    words = [names.get(word, word) for word in arguments]
    done = subprocess.run([sys.executable, "-c", RUN, *words], capture_output=True, text=True, check=False, timeout=120)
    said, _, peak = done.stderr.partition("PEAK ")
    return done.returncode, int(peak) * 1024, said + done.stdout


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("place", PLACES)
def test_a_small_file_costs_little_wherever_it_is_read(place: str, tmp_path: Path) -> None:
    arguments, before, after = PLACES[place]
    path = bomb(tmp_path / "bomb.json.gz", before, SHAPES["small arrays"], after)
    code, peak, said = measured(arguments, path)
    assert code == 4, said
    assert peak < GIGABYTE


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("shape", SHAPES)
def test_a_small_file_costs_little_whatever_it_holds(shape: str, tmp_path: Path) -> None:
    path = bomb(tmp_path / "bomb.json.gz", PLACES["snapshot"][1], SHAPES[shape], b"0]}", 24)
    code, peak, said = measured(["evaluate", "BOMB"], path)
    assert code == 4, said
    assert peak < GIGABYTE


@pytest.mark.parametrize("parser", [orjson.loads, msgspec.json.decode], ids=["orjson", "msgspec"])
@pytest.mark.parametrize("shape", [*SHAPES, "long keys"])
def test_the_weight_is_no_less_than_what_the_parser_takes(shape: str, parser: Callable[[bytes], Any]) -> None:
    unit = {**SHAPES, "long keys": b'{"a-key-of-forty-characters-and-no-fewer-x":1},'}[shape]
    data = b"[" + unit * ((2 << 20) // len(unit)) + b"0]"
    tracemalloc.start()
    kept = parser(data)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(kept) > 1
    assert too_heavy(data, taken + 2 * len(data))


def test_an_account_of_100_000_alarms_is_well_within_the_budget() -> None:
    tenth = json.dumps(account_with_alarms(10_000), indent=1).encode()
    assert not too_heavy(tenth, MAX_WEIGHT // 10)


def test_texts_in_strings_weigh_as_texts_and_not_as_what_they_say() -> None:
    policy = json.dumps({"Policy": json.dumps({"Statement": [{"a": [1, 2, 3]}] * 100})}).encode()
    assert not too_heavy(b"[" + policy * 1000 + b"]", 8 * 1000 * len(policy))


def test_keys_that_come_again_weigh_once() -> None:
    data = json.dumps([{"a-key-of-some-length": n} for n in range(10_000)]).encode()
    again = too_heavy(data, 5_000_000)
    other = json.dumps([{f"a-key-of-no-len-{n:04}": n} for n in range(10_000)]).encode()
    assert not again
    assert too_heavy(other.replace(b'"a', b'"b'), 3_000_000)


def test_what_is_too_heavy_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trailgate_evaluator.inputs.parsing.too_heavy", lambda _: True)
    with pytest.raises(InputError, match="of memory, found more"):
        parse(GOOD.read_bytes(), "x.json")
    with pytest.raises(InputError, match="a binary file"):
        parse(b"PK\x03\x04", "x.json")


def test_gzip_that_grows_beyond_all_measure_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    path = bomb(tmp_path / "zeros.json.gz", b"", bytes(1024), b"", 200)
    with pytest.raises(InputError, match="grows at most 300 times, found more"):
        content_of(str(path))


def test_gzip_files_joined_into_one_are_read_and_crumbs_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "joined.json.gz"
    path.write_bytes(gzip.compress(b'{"a":') * 1 + gzip.compress(b"1}") + bytes(512))
    assert content_of(str(path)) == b'{"a":1}'
    monkeypatch.setattr(packing, "_FREE_MEMBERS", 10)
    path.write_bytes(gzip.compress(b" ") * 1000)
    with pytest.raises(InputError, match="hardly a byte"):
        content_of(str(path))


VALUES = st.recursive(
    st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.text(alphabet='a"\\{}[],:\n\u00e9\U0001f600'),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet='a"\\{,:'), inner, max_size=4),
    max_leaves=30,
)


@given(value=VALUES, ascii_only=st.booleans(), part=st.integers(1, 40))
def test_the_outline_has_the_structure_and_nothing_of_the_strings(value: object, *, ascii_only: bool, part: int) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trailgate_evaluator.inputs.outline._PART", part)
        seen = b"".join(outline(data))
    count = dict.fromkeys(b'{[:"', 0)

    def walk(one: object) -> None:
        match one:
            case dict():
                count[ord("{")] += 1
                count[ord(":")] += len(one)
                count[ord('"')] += len(one)
                for inner in one.values():
                    walk(inner)
            case list():
                count[ord("[")] += 1
                for inner in one:
                    walk(inner)
            case str():
                count[ord('"')] += 1

    walk(value)
    # A string cut by a part's border shows its opening quote in one part and nothing in the next.
    assert {one: seen.count(one) for one in count} == count
