"""Mutated packages in great number, of the starter course and small ones, in one process: `make verify`, by hand.

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
import zipfile
from collections import Counter
from pathlib import Path

from scorm_export import TARGETS, Diagnostics, build, check_course
from scorm_export.commands.new import STARTER
from scorm_export.verify import verify
from sound import FAMILIES, files_of, mutated

MOST_SECONDS, MOST_MEGABYTES = 1, 200


def main(number: int = 10_000, first: int = 0) -> int:
    """Judge so many packages, and return how many broke a rule."""
    rules: Counter[str] = Counter()
    broken, slowest = 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        packages = [files_of(family) for family in FAMILIES] + _built(Path(folder))
        for seed in range(first, first + number):
            path = mutated(Path(folder) / "p.zip", seed, packages)
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


def _built(folder: Path) -> list[dict[str, bytes]]:
    """Return the files of the starter course's package for each target that is launched."""
    targets = [target for target in TARGETS.values() if target.is_launched]
    checked = check_course(STARTER, targets, Diagnostics())
    assert checked
    packages = []
    for built in build(checked, STARTER, targets, folder):
        with zipfile.ZipFile(built.path) as archive:
            packages.append({name: archive.read(name) for name in archive.namelist()})
    return packages


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
