"""Mutation of the law: every small change to the Rego must be noticed. Run by `make mutants`.

Each mutant answers the corpus; one that answers everything right meets the Rego tests; one that passes
these too has survived and is listed in `out/mutants.txt`; `EQUIVALENT` says why some must.
A mutant that does not compile does not count.
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.law.corpus import Case, cases
from tests.mutants.law.equivalent import EQUIVALENT
from tests.mutants.law.rego import Mutant, mutants
from tests.mutants.law.server import Server
from trailgate_evaluator.engine import open_engine
from trailgate_evaluator.engine.opa_command import find_opa

ROOT = Path(__file__).resolve().parents[3]
POLICIES = ROOT / "policies"
ENOUGH = 0.9


def main(arguments: Sequence[str]) -> int:
    """Runs the mutants of the files named, or all; `--every 5` takes each fifth."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.law", description=__doc__)
    parser.add_argument("files", nargs="*", help="words in the names of the files to change")
    parser.add_argument("--every", type=int, default=1, help="take each N-th mutant only")
    options = parser.parse_args(arguments)
    with open_engine("wasm") as engine:
        corpus = cases(engine)
    random.Random(0).shuffle(corpus)  # noqa: S311 - kinds of cases mixed, so that a mutant dies early
    with tempfile.TemporaryDirectory() as folder:
        policies = Path(folder) / "policies"  # a copy: the sources may change while this runs
        shutil.copytree(POLICIES, policies)
        named = [one for one in mutants(policies) if not options.files or any(word in one.path.name for word in options.files)]
        chosen = named[:: options.every]
        with Server(policies) as server:
            if wrong := sum(not answers(server, case) for case in corpus):
                print(f"{wrong} of {len(corpus)} cases fail on the law as it stands: mend that first")
                return 1
            first = list(asked(server, policies, chosen, corpus))
        left = [mutant for mutant, result in zip(chosen, first, strict=True) if result == ""]
        with ThreadPoolExecutor(max_workers=2) as pool:
            later = dict(zip(left, pool.map(lambda mutant: tested(mutant, policies), left), strict=True))
    return report([(mutant, result or later[mutant]) for mutant, result in zip(chosen, first, strict=True)])


def asked(server: Server, policies: Path, chosen: Sequence[Mutant], corpus: Sequence[Case]) -> Iterator[str]:
    """What the corpus says of each mutant: `not viable`, `killed by the corpus`, or nothing."""
    for mutant in chosen:
        path = mutant.path.relative_to(policies)
        if not server.put(path, mutant.source()):
            yield "not viable"
            continue
        noticed = not all(answers(server, case) for case in corpus)
        server.put(path, mutant.path.read_text("utf-8"))
        yield "killed by the corpus" if noticed else ""


def answers(server: Server, case: Case) -> bool:
    decision = server.decide(body_of(case))
    return decision is not None and case.holds(decision)


@functools.cache
def body_of(case: Case) -> bytes:
    return json.dumps({"input": case.document}).encode()


def tested(mutant: Mutant, policies: Path) -> str:
    """What the Rego tests say of a mutant that the corpus did not notice."""
    with tempfile.TemporaryDirectory() as folder:
        changed = Path(folder) / "policies"
        shutil.copytree(policies, changed)
        (changed / mutant.path.relative_to(policies)).write_text(mutant.source(), "utf-8")
        command = [str(find_opa()), "test", "--bundle", ".", "--capabilities", "capabilities.json"]
        ran = subprocess.run(command, cwd=changed, capture_output=True, check=False, timeout=600)
    return "survived" if ran.returncode == 0 else "killed by the Rego tests"


def report(outcomes: Sequence[tuple[Mutant, str]]) -> int:
    """Writes the survivors and the score; 0 where enough were killed and every survivor is known to be equivalent."""
    survivors = [mutant for mutant, result in outcomes if result == "survived"]
    unknown = [str(mutant) for mutant in survivors if mutant.name not in EQUIVALENT]
    equivalent = [f"equivalent: {mutant}" for mutant in survivors if mutant.name in EQUIVALENT]
    counted = Counter(result for _, result in outcomes)
    viable = len(outcomes) - counted["not viable"]
    score = 1 - len(survivors) / max(viable, 1)
    path = ROOT / "out" / "mutants.txt"
    path.parent.mkdir(exist_ok=True)
    summary = f"{score:.1%} of {viable} killed: {dict(counted)}"
    path.write_text("\n".join([*unknown, *equivalent, summary, ""]), "utf-8")
    print(path.read_text("utf-8"), end="")
    return 0 if score >= ENOUGH and not unknown else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
