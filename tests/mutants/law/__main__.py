"""Mutation of the law: every small change to the Rego must be noticed. Run by `make mutants`.

Each mutant is asked the corpus and the Rego tests; one that answers everything right has survived and is listed in
`out/mutants.txt`; `EQUIVALENT` says why some must. A mutant that does not compile does not count.
"""

from __future__ import annotations

import argparse
import io
import itertools
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.mutants.law.bench import Bench
from tests.mutants.law.corpus import Question, RegoTests, cases, rego_tests
from tests.mutants.law.equivalent import EQUIVALENT
from tests.mutants.law.rego import Mutant, mutants
from tests.mutants.law.server import Server
from tests.mutants.sampling import shuffled
from trailgate_evaluator.engine import open_engine

ROOT = Path(__file__).resolve().parents[3]
POLICIES = ROOT / "policies"
ENOUGH = 0.95
NEAR, FAR = 1, 2


def main(arguments: Sequence[str]) -> int:
    """Runs the mutants of the files named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.law", description=__doc__)
    parser.add_argument("files", nargs="*", help="the files to change, without `.rego`")
    parser.add_argument("--sample", type=int, metavar="N", help="ask N of each file that compile, drawn by `sampling.py`")
    parser.add_argument(
        "--brief", action="store_true", help="ask what is near only: finds survivors sooner, and some that are none"
    )
    parser.add_argument("--since", metavar="COMMIT", help="ask those only that are not in the law of that commit")
    options = parser.parse_args(arguments)
    before = set() if options.since is None else names_at(options.since)
    with open_engine("wasm") as engine:
        corpus: list[Question] = [*cases(engine), *rego_tests(POLICIES)]
    with tempfile.TemporaryDirectory() as folder:
        policies = Path(folder) / "policies"  # a copy: the sources may change while this runs
        shutil.copytree(POLICIES, policies)
        named = [one for one in mutants(policies) if not options.files or one.path.stem in options.files]
        named = [one for one in named if one.name not in before]
        if options.files:
            named.sort(key=lambda mutant: options.files.index(mutant.path.stem))
        if stale := EQUIVALENT.keys() - {mutant.name for mutant in mutants(policies)}:
            print(f"equivalent.py names lines that are not in the law: {sorted(stale)}")
            return 1
        with Server(policies) as server:
            if wrong := [question.name for question in corpus if not question.holds(server)]:
                print(f"{len(wrong)} of {len(corpus)} fail on the law as it stands: mend that first: {wrong}")
                return 1
            outcomes = []
            for path, some in itertools.groupby(named, key=lambda mutant: mutant.path):
                of_file = list(some)
                if options.sample is not None:
                    of_file = shuffled(of_file, lambda mutant: mutant.name)
                viable = 0
                with Bench(policies, path.parent.relative_to(policies), server) as bench:
                    for mutant in of_file:
                        if viable == options.sample:
                            break
                        brief = options.brief or mutant.name in EQUIVALENT
                        outcomes.append((mutant, asked(bench, path.relative_to(policies), mutant, corpus, brief=brief)))
                        viable += outcomes[-1][1] != "not viable"
                        print(f"{outcomes[-1][1]}: {mutant}", flush=True)
    return report(outcomes)


def names_at(commit: str) -> set[str]:
    """The names of all mutants of the law as it was then."""
    archive = subprocess.run(["git", "archive", commit, "policies"], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(archive)) as told:
        told.extractall(folder, filter="data")
        return {mutant.name for mutant in mutants(Path(folder) / "policies")}


def asked(bench: Bench, path: Path, mutant: Mutant, corpus: list[Question], *, brief: bool) -> str:
    """`not viable`, what killed it, or `survived`. The tests of the changed file come first, what killed others soon after.

    `brief` asks what is near it only, and every tenth of the rest: for those that nothing kills anyway.
    """
    if not bench.put(path, mutant.source()):
        return "not viable"
    order = sorted(corpus, key=lambda question: distance(question, path))
    if brief:
        near = sum(distance(question, path) <= NEAR for question in order)
        order = order[:near] + order[near::10]
    killer = next((question for question in order if not bench.holds(question)), None)
    if killer is None:
        return "survived"
    corpus.remove(killer)
    corpus.insert(0, killer)
    return f"killed by {killer.name}"


def distance(question: Question, path: Path) -> int:
    """How far a question is from a file of the law: 0 its own tests, 1 those of its folder and the fixtures, 2 all else."""
    if not isinstance(question, RegoTests):
        return NEAR if question.codes is not None else FAR
    if question.name == f"{path.stem}_test":
        return 0
    return NEAR if question.folder == path.parent else FAR


def report(outcomes: Sequence[tuple[Mutant, str]]) -> int:
    """Writes the survivors and the score; 0 where enough were killed and every survivor is known to be equivalent."""
    survivors = [mutant for mutant, result in outcomes if result == "survived"]
    unknown = [str(mutant) for mutant in survivors if mutant.name not in EQUIVALENT]
    equivalent = [f"equivalent: {mutant}" for mutant in survivors if mutant.name in EQUIVALENT]
    viable = sum(result != "not viable" for _, result in outcomes)
    score = 1 - len(survivors) / max(viable, 1)
    path = ROOT / "out" / "mutants.txt"
    path.parent.mkdir(exist_ok=True)
    summary = f"{viable - len(survivors)} of {viable} killed ({score:.1%}), {len(outcomes) - viable} more did not compile"
    heading = ["| file | viable | killed | survivors | of these equivalent |", "| --- | --- | --- | --- | --- |"]
    path.write_text("\n".join([*heading, *by_file(outcomes), "", *unknown, *equivalent, summary, ""]), "utf-8")
    print(path.read_text("utf-8"), end="")
    return 0 if score >= ENOUGH and not unknown else 1


def by_file(outcomes: Sequence[tuple[Mutant, str]]) -> Iterator[str]:
    """A row of the table for each file."""
    for name, some in itertools.groupby(outcomes, key=lambda outcome: outcome[0].path.stem):
        viable = [(mutant, result == "survived") for mutant, result in some if result != "not viable"]
        left = [mutant for mutant, survived in viable if survived]
        known = [mutant for mutant in left if mutant.name in EQUIVALENT]
        yield f"| `{name}` | {len(viable)} | {len(viable) - len(left)} | {len(left)} | {len(known)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
