"""`trailgate pattern`: what a CloudWatch Logs filter pattern matches, and what slips through it."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trailgate_evaluator.cli import completing
from trailgate_evaluator.cli.asking import Benchmark, Controls, RoleOfNobody
from trailgate_evaluator.cli.moment import moment
from trailgate_evaluator.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements

Pattern = Annotated[
    str | None,
    typer.Argument(metavar="PATTERN", show_default=False, help="The pattern; - reads it from standard input."),
]
Test = Annotated[
    str | None,
    typer.Option(
        "--test", metavar="FILE|-", help="Say which of these records it matches: one, a CloudTrail file, or JSON lines."
    ),
]
File = Annotated[
    str | None,
    typer.Option("--file", metavar="FILE|-", help="Read many patterns, one JSON object with `pattern` a line."),
]
Format = Annotated[str | None, typer.Option("--format", metavar="text|json|jsonl", help="How to answer.")]
Partition = Annotated[str, typer.Option("--partition", metavar="NAME", help="The AWS partition of the records.")]
Account = Annotated[
    str | None, typer.Option("--account", metavar="ID", help="The account of the records; else a guard on it is open.")
]
Require = Annotated[
    str | None,
    typer.Option(
        "--require", metavar="CONTROL", help="Exit by whether it covers this control.", autocompletion=completing.controls
    ),
]
Settings = Annotated[
    str | None,
    typer.Option("--settings", metavar="FILE", help="Leave out what your organisation's settings exclude (YAML); with --as-of."),
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="TIME", help="Of dated exclusions, those in force at this time (RFC 3339).")
]

Sql = Annotated[
    str | None,
    typer.Option(
        "--sql", metavar="duckdb|athena",
        help="Print the predicate that is true of the same records, over a column `record` with each record's text.",
    ),
]  # fmt: skip

UNREADABLE, FAILED, OPEN = 4, 1, 3
_BY_COVERAGE = {"yes": 0, "no": FAILED, "undecided": OPEN}


def pattern(  # noqa: PLR0917 - Typer passes each by name
    text: Pattern = None,
    test: Test = None,
    file: File = None,
    format: Format = None,  # noqa: A002 - the option's name
    partition: Partition = "aws",
    account: Account = None,
    require: Require = None,
    control: Controls = None,
    benchmark: Benchmark = None,
    role: RoleOfNobody = None,
    settings: Settings = None,
    as_of: AsOf = None,
    sql: Sql = None,
) -> int:
    """Say what a filter pattern matches of the records that every control needs, and what it misses.

    \b
    Examples:
      trailgate pattern '{ $.eventSource = "iam.amazonaws.com" }'
      terraform output -raw pattern | trailgate pattern -
      trailgate pattern -- '-ERROR "iam.amazonaws.com"'
      trailgate pattern --file patterns.jsonl --require iam-policy-change-alarm
      trailgate pattern --sql duckdb '{ $.errorCode = "AccessDenied*" }'

    \b
    Exit codes:
      0  answered (--require: covered; --test: every record matches)
      1  an invalid pattern (--require: not covered; --test: some record does not match)
      2  wrong usage
      3  --require: undecided; --sql: no predicate means the same
      4  a line or file cannot be read
      5  the policy engine failed
    """  # noqa: D301 - \b tells the help page to keep these lines as they are
    if (text is None) == (file is None):
        raise _usage("one of PATTERN and --file", "both" if text is not None else "neither")
    if format not in {None, "text", "json", "jsonl"}:
        raise _usage("text, json or jsonl", repr(format), where="--format")
    if account is not None and not re.fullmatch(r"[0-9]{12}", account, re.ASCII):
        raise _usage("an account number of 12 digits", repr(account), where="--account")
    if not re.fullmatch(r"aws(-[a-z]+)*", partition, re.ASCII):
        raise _usage("a partition such as aws, aws-us-gov or aws-cn", repr(partition), where="--partition")
    if sql is not None:
        beside = {"--file": file, "--test": test, "--require": require, "--format": format, "--settings": settings}
        return _sql(text, sql, [name for name, value in beside.items() if value is not None])
    if test is not None:
        return _test(text, test, format, file)
    wanted = [*(control or ()), *([require] if require is not None else [])] if control else []
    asked = {"controls": wanted, "benchmark": benchmark, "role": role}
    required = _required({"partition": partition, "account": account}, asked, settings, moment(as_of))
    if require is not None and require not in required.controls:
        require = _requiring(_one_control(require, benchmark), required)
    if file is not None:
        return _many(file, required, require, format or "jsonl", benchmark)
    return _one(_pattern_text(text or ""), required, require, format or "text", benchmark)


def _one(text: str, required: Requirements, require: str | None, format: str, benchmark: str | None) -> int:  # noqa: A002
    from trailgate_evaluator.cli.pattern_text import answer_in_words
    from trailgate_evaluator.engine.bundle import packaged_bundle
    from trailgate_evaluator.languages.filter_pattern.answers.answer import answer

    found = answer(text, required)
    if format == "text":
        _print(answer_in_words(found, require, about=packaged_bundle().controls, benchmark=benchmark))
    else:
        _print_json(found)
    return _code(found, require)


def _many(file: str, required: Requirements, require: str | None, format: str, benchmark: str | None) -> int:  # noqa: A002
    from trailgate_evaluator.cli.pattern_lines import lines_of, pattern_of
    from trailgate_evaluator.cli.pattern_text import answer_in_words
    from trailgate_evaluator.engine.bundle import packaged_bundle
    from trailgate_evaluator.languages.filter_pattern.answers.answer import answer

    codes = {0}
    for number, line in lines_of(file):
        try:
            given = pattern_of(line, where=f"{file}:{number}")
        except InputError as error:
            sys.stderr.write(_inert(f"trailgate: {error}\n"))
            codes.add(UNREADABLE)
            continue
        found = {**given, **answer(given["pattern"], required)}
        if format == "text":
            _print(answer_in_words(found, require, about=packaged_bundle().controls, benchmark=benchmark))
        else:
            _print_json(found)
        codes.add(_code(found, require))
    return _worst(codes)


def _test(text: str | None, test: str, format: str | None, file: str | None) -> int:  # noqa: A002
    from trailgate_evaluator.cli.pattern_lines import records_of
    from trailgate_evaluator.cli.pattern_text import test_in_words
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements
    from trailgate_evaluator.languages.filter_pattern.answers.trial import trial
    from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
    from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse

    if file is not None or text is None:
        raise _usage("one PATTERN with --test", "--file")
    if text == "-" and test == "-":
        raise _usage("one thing from standard input", "the pattern and the records", where="-")
    written = _pattern_text(text)
    try:
        parse(written)
    except PatternError:
        return _one(written, requirements({}), None, format or "text", None)
    code = 0
    for where, record in records_of(test):
        found = {"record": where, **trial(written, record)}
        code = code if found["matched"] is True else FAILED
        if format in {"json", "jsonl"}:
            _print_json(found)
        else:
            _print(test_in_words(found))
    return code


def _sql(text: str | None, dialect: str, beside: list[str]) -> int:
    from trailgate_evaluator.languages.filter_pattern.answers.explanation import doubts_in_words
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements
    from trailgate_evaluator.languages.filter_pattern.answers.sql import NotInSqlError, predicate
    from trailgate_evaluator.languages.filter_pattern.answers.trial import readings_of
    from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
    from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse

    if dialect not in {"duckdb", "athena"}:
        raise _usage("duckdb or athena", repr(dialect), where="--sql")
    if text is None or beside:
        raise _usage("--sql with one PATTERN alone", ", ".join(beside), where="--sql")
    written = _pattern_text(text)
    try:
        pattern = parse(written)
    except PatternError:
        return _one(written, requirements({}), None, "text", None)
    try:
        said = predicate(pattern, "athena" if dialect == "athena" else "duckdb")
    except NotInSqlError as refused:
        sys.stderr.write(_inert(f"trailgate: --sql: no predicate of {dialect} means the same: {refused.what}.\n"))
        return OPEN
    if doubts := sorted(pattern.doubts.union(*readings_of(pattern))):
        sys.stderr.write(_inert(f"trailgate: --sql: AWS leaves open, and the first is taken: {doubts_in_words(doubts)}.\n"))
    _print(said)
    return 0


def _pattern_text(text: str) -> str:
    from trailgate_evaluator.cli.pattern_lines import text_of

    if text != "-":
        return text
    read = text_of("-").removesuffix("\n")
    if not read:
        raise _usage("a pattern from standard input ('' for the empty one)", "nothing", where="-")
    return read


def _required(subject: Mapping[str, Any], asked: dict[str, Any], settings: str | None, as_of: int | None) -> Requirements:
    """What is required of the subject; `asked` has controls by any of their names."""
    from trailgate_evaluator.engine import open_engine
    from trailgate_evaluator.engine.requirements import requirements_of
    from trailgate_evaluator.evaluation.asking import refuse_without_records, selected

    said = _read(settings, as_of)
    with open_engine("wasm") as engine:
        chosen = selected(engine.controls, asked["controls"], asked["benchmark"])
        required = requirements_of(engine, subject, {**asked, "controls": chosen}, said, as_of)
        refuse_without_records(required.controls, chosen)
    for one in said.get("exclusions", []):
        if one["control"] in required.controls and one["id"] not in required.excluding(one["control"]):
            sys.stderr.write(
                _inert(f"trailgate: exclusion {one['id']} takes nothing here: see --as-of, --account and its fields.\n")
            )
    return required


def _read(settings: str | None, as_of: int | None) -> dict[str, Any]:
    from trailgate_evaluator.settings import read_settings

    if settings is None:
        if as_of is not None:
            raise _usage("--settings with --as-of", "no --settings", where="--as-of")
        return {}
    said = read_settings(settings)
    if said["exclusions"] and as_of is None:
        raise _usage("--as-of TIME with --settings: exclusions are dated, and a pattern is not", "none", where="--settings")
    return said


def _inert(text: str) -> str:
    from trailgate_evaluator.plain import inert, printable

    return inert(printable(text))


def _requiring(control: str, required: Requirements) -> str:
    """The control, if it requires records."""
    from trailgate_evaluator.evaluation.asking import refuse_without_records

    refuse_without_records(required.controls, [control], where="--require")
    return control


def _one_control(require: str, benchmark: str | None) -> str:
    """The id of the one control that is meant."""
    from trailgate_evaluator.engine.bundle import packaged_bundle
    from trailgate_evaluator.evaluation.asking import selected

    found = selected(packaged_bundle().controls, [require], benchmark, where="--require") or []
    if len(found) != 1:
        raise _usage("one control", f"{require!r}, which is {', '.join(found)}", where="--require")
    return found[0]


def _code(found: Mapping[str, Any], require: str | None) -> int:
    if require is not None:
        return _BY_COVERAGE[found["controls"][require]["covers"]]
    return 0 if found["valid"] else FAILED


def _worst(codes: Iterable[int]) -> int:
    return min(codes, key=(UNREADABLE, FAILED, OPEN, 0).index)


def _print(text: str) -> None:
    from trailgate_evaluator.plain import inert

    sys.stdout.write(inert(text) + "\n")


def _print_json(value: Mapping[str, Any]) -> None:
    import json

    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    sys.stdout.buffer.flush()


def _usage(expected: str, found: str, where: str = "pattern") -> UsageError:
    return UsageError(expected=expected, found=found, where=where, what_to_do="See `trailgate pattern --help`.")
