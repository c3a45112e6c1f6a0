"""Mutated packages in great number, in one process: `make verify`, by hand.

Each has to have a verdict: no exception, at most a second of the processor and 200 MB. Prints the figures, and every
seed that failed.

    python tests/package_mutations.py [NUMBER] [FIRST_SEED]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from scorm_export.verify import verify
from sound import mutated

MOST_SECONDS, MOST_MEGABYTES = 1, 200


def main(number: int = 10_000, first: int = 0) -> int:
    """Judge so many packages, and return how many broke a rule."""
    rules: Counter[str] = Counter()
    broken, slowest = 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + number):
            path = mutated(Path(folder) / "p.zip", seed)
            begun = time.process_time()
            try:
                rules.update({d.rule for d in verify(path).found})
            except Exception:  # noqa: BLE001 — whatever it is, it is what is looked for
                broken += 1
                print(f"seed {seed}:\n{traceback.format_exc()}")
            slowest = max(slowest, time.process_time() - begun)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{number} packages, {broken} without a verdict, slowest {slowest:.2f} s, {megabytes} MB")
    for rule, count in rules.most_common():
        print(f"{count:6} {rule}")
    return int(broken > 0 or slowest > MOST_SECONDS or megabytes > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
