"""Patterns of up to 1024 characters that are built to be nasty, and the records that they are decided for."""

from __future__ import annotations

import random
import string
from itertools import pairwise

from tests.records import control, named

NAMES = [f"Change{letter}" for letter in string.ascii_uppercase[:16]]
REQUIRED = control(
    named(
        NAMES,
        {"source": "things.example.com", "account": {"unknown": {"reason": "not_supplied"}}},
        {"errorCode": ["absent", "string"]},
    )
)
LETTERS = string.ascii_letters + string.digits


def _alternating() -> str:
    text, depth = "$.a=1", 0
    while len(longer := f"$.x{depth}=1{'&&' if depth % 2 else '||'}({text})") < 1020:
        text, depth = longer, depth + 1
    return text


def _pigeons(holes: int) -> str:
    clauses = ["(" + "||".join(f"$.p{pigeon}={hole}" for hole in range(holes)) + ")" for pigeon in range(holes + 1)]
    for hole in range(holes):
        for pigeon in range(holes + 1):
            clauses += [f"($.p{pigeon}!={hole}||$.p{other}!={hole})" for other in range(pigeon)]
    return "&&".join(clauses)


def _random_clauses(seed: int) -> str:
    chance = random.Random(seed)  # noqa: S311 - the same clauses in every run
    literals = [f"$.{chr(97 + chance.randrange(9))}{chance.choice(('=', '!='))}1" for _ in range(120)]
    return "&&".join("(" + "||".join(literals[at : at + 3]) + ")" for at in range(0, 120, 3))


_CONDITIONS = {
    "deep parentheses": "(" * 505 + "$.a=b" + ")" * 505,
    "alternating depth": _alternating(),
    "88 selectors": "&&".join(f"($.s{at}=a||$.t{at}=b)" for at in range(44)),
    "crossing selectors": "&&".join(f"($.s{at % 9}=a||$.s{(at * 7 + 3) % 9}=b)" for at in range(44)),
    "a regex that backtracks": "$.x=%a*a*a*a*a*a*a*a*a*b%",
    "a regex with large counts": "$.x=%a{1000}a{1000}b%",
    "two regexes with large counts": "$.x=%[ab]{0,900}c%&&$.x!=%a.{0,900}c%",
    "regexes that make sets large": "$.x=%a.{60}b%&&$.x!=%b.{60}a%",
    "62 wildcards on one selector": "&&".join(f"$.a=*{one}*" for one in LETTERS),
    "wildcards that contradict": "&&".join(f"$.a=*{one}*" for one in LETTERS[:39]) + "&&$.a!=*a*||$.a=*kk*&&$.a!=*k*",
    "wildcards within a length": "&&".join(f"$.a=*{one}{one}*" for one in LETTERS[:21]) + "&&$.a=%^[a-u]{40}$%",
    "alternatives of wildcards": "&&".join(f"($.a=*{one}*||$.b=*{two}*)" for one, two in pairwise(LETTERS[:31]))
    + "&&$.a!=%[a-m]%&&$.b!=%[n-z]%",
    "inner wildcards": "&&".join(f"($.q!=*{one}*{two}*||$.r=*{two}*{one}*)" for one, two in pairwise(LETTERS[:31])),
    "many equal numbers": "&&".join(f"$.a!={number}" for number in range(100)),
    "many bounds": "&&".join(f"$.a>{number}.{number}" for number in range(70)),
    "digits within bounds": "$.a>1.5&&$.a<1.6&&$.a=*7*3*9*&&$.a!=*77*",
    "a huge exponent": "$.a=1e999999999&&$.a<5",
    "a thousand digits": "$.a=" + "9" * 1000,
    "pigeons": _pigeons(3),
    "wildcard selectors": "$.*=a&&$.b[*]=c&&$.b[*]!=c&&$.b[5]=d&&$.b[63]=x",
    "an unknown account": "||".join(f"$.account=*{one}*" for one in LETTERS[:36]),
    "cases of a typed field": "&&".join(
        f"($.errorCode=*{one}*||$.errorCode!=*{one}*||$.errorCode NOT EXISTS)" for one in LETTERS[:16]
    ),
    **{f"random clauses {seed}": _random_clauses(seed) for seed in range(4)},
}

NASTY = {
    **{name: "{" + condition + "}" for name, condition in _CONDITIONS.items()},
    "a regular expression as a term": "%" + "a*" * 400 + "%",
    "180 optional terms": " ".join(f"?a{at}" for at in range(180)),
    "500 fields": "[" + ",".join("a" * 500) + "]",
}
