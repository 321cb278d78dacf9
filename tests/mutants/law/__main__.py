"""Mutation of the law: every small change to the Rego must be noticed. Run by `make mutants`.

Each mutant is compiled and asked the corpus; one that answers everything right meets the Rego tests; one
that passes these too has survived and is listed in `out/mutants.txt`. A mutant that does not compile does not count.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.judge.judge import CONTROL
from tests.mutants.law.corpus import Case, cases
from tests.mutants.law.rego import Mutant, mutants
from tools.compile_policies import compile_policies
from trailgate_evaluator.engine import Engine, open_engine
from trailgate_evaluator.engine.bundle import packaged_bundle
from trailgate_evaluator.engine.opa_command import find_opa
from trailgate_evaluator.engine.wasm import WasmEngine
from trailgate_evaluator.errors import TrailgateError

ROOT = Path(__file__).resolve().parents[3]
POLICIES = ROOT / "policies"
ENOUGH = 0.9


def main(words: Sequence[str]) -> int:
    """Runs the mutants whose file's name contains one of the words, or all."""
    with tempfile.TemporaryDirectory() as folder, open_engine("wasm") as engine:
        policies = Path(folder) / "policies"  # a copy: the sources may change while this runs
        shutil.copytree(POLICIES, policies)
        chosen = [one for one in mutants(policies) if not words or any(word in one.path.name for word in words)]
        corpus = cases(engine)
        if wrong := sum(not answers(engine, case) for case in corpus):
            print(f"{wrong} of {len(corpus)} cases fail on the law as it stands: mend that first")
            return 1
        with ProcessPoolExecutor(max_workers=2) as pool:
            found = []
            for mutant, result in zip(chosen, pool.map(partial(outcome, policies=policies, corpus=corpus), chosen), strict=True):
                found.append(result)
                print(f"{len(found)}/{len(chosen)} {result}: {mutant}", file=sys.stderr, flush=True)
    return report(chosen, found)


def report(chosen: Sequence[Mutant], found: Sequence[str]) -> int:
    """Writes the survivors and the score; 1 where the score is too low."""
    survivors = [str(mutant) for mutant, result in zip(chosen, found, strict=True) if result == "survived"]
    counted = Counter(found)
    viable = len(chosen) - counted["not viable"]
    score = 1 - len(survivors) / max(viable, 1)
    path = ROOT / "out" / "mutants.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([*survivors, f"{score:.1%} of {viable} killed: {dict(counted)}", ""]), "utf-8")
    print(path.read_text("utf-8"), end="")
    return 0 if score >= ENOUGH else 1


def outcome(mutant: Mutant, policies: Path, corpus: Sequence[Case]) -> str:
    """`not viable`, `killed by the corpus`, `killed by the Rego tests` or `survived`."""
    with tempfile.TemporaryDirectory() as folder:
        changed = Path(folder) / "policies"
        shutil.copytree(policies, changed)
        (changed / mutant.path.relative_to(policies)).write_text(mutant.source(), "utf-8")
        try:
            compile_policies(changed, Path(folder) / "_bundle")
        except TrailgateError:
            return "not viable"
        try:
            engine = WasmEngine(packaged_bundle(Path(folder) / "_bundle"), cache=Path(folder) / "cache")
            if not all(answers(engine, case) for case in corpus):
                return "killed by the corpus"
        except TrailgateError:
            return "killed by the corpus"
        command = [str(find_opa()), "test", "--bundle", str(changed), "--capabilities", str(changed / "capabilities.json")]
        tested = subprocess.run(command, capture_output=True, check=False, timeout=300)
        return "survived" if tested.returncode == 0 else "killed by the Rego tests"


def answers(engine: Engine, case: Case) -> bool:
    return case.holds(engine.decide(case.document)[CONTROL])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
