"""Mutated sources and imports in great number, in one process: `make mutations`, by hand.

Each has to end in a bank or a course, or say why not: no exception, no question that is neither carried nor told, at most
a second and 200 MB. Prints the figures, and every input that broke a rule as a file to try again.

    python tests/mutations.py [NUMBER] [SEED]
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from test_import import WRITTEN

from scorm_export import STANDARDS, check_course
from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange.reading import check_bank, read_questions
from sources import STARTER

HERE = Path(__file__).parent
MOST_SECONDS, MOST_MEGABYTES = 1, 200
SOURCES_EVERY = 50
"""One in so many is a source of a course, which takes longer to check than a bank takes to read."""
SPECIAL = [
    *"\t\n\r \0:-#&*!|>'\"%@`[]{},?()^$\\<~/.=_",
    *(
        "---",
        "\ufeff",
        "\u2028",
        ":::",
        "$$",
        "![](",
        "](",
        "<script>",
        "&#0;",
        "😀",
        "]]>",
        "{",
        "}",
        "{}",
        "\n\n",
        "::",
    ),
    *(
        "=",
        "~%50%",
        "~%-50%",
        "->",
        "####",
        "// ",
        "$CATEGORY: a/b\n",
        "ANSWER: A\n",
        "A) ",
        "<!--",
        "-->",
        "<![CDATA[",
    ),
    *("<answer>", "</answer>", "</question>", '<question type="', "true", "false", "1e9", "-1", "<value>", "[[1]]"),
    *("{1:MC:=a~b}", "multilang", "<span lang='fr' class='multilang'>", "\xe9", "correctResponse", "mapResponse"),
]


def mutated(text: str, chance: random.Random) -> bytes:
    """Return a text with one to five things done to it, now and then in another encoding."""
    for _ in range(chance.randint(1, 5)):
        at = chance.randint(0, len(text))
        what = chance.randrange(6)
        if what == 0:
            text = text[:at] + text[at + chance.randint(1, 12) :]
        elif what == 1:
            text = text[:at] + chance.choice(SPECIAL) * chance.choice([1, 1, 1, 2, 40]) + text[at:]
        elif what == 2:
            text = text[:at] + chance.choice(SPECIAL) + text[at + 1 :]
        elif what == 3:
            other = chance.randint(0, len(text))
            text = text[:at] + text[other : other + chance.randint(1, 200)] + text[at:]
        elif what == 4:
            lines = text.split("\n")
            one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[one], lines[two] = lines[two], lines[one]
            text = "\n".join(lines)
        elif chance.randrange(4) == 0:
            text = text[:at]
    data = text.encode(
        "cp1252" if chance.randrange(20) == 0 else "utf-16" if chance.randrange(40) == 0 else "utf-8", "ignore"
    )
    if chance.randrange(20) == 0:
        at = chance.randint(0, len(data))
        data = data[:at] + chance.randbytes(chance.randint(1, 4)) + data[at:]
    return data


def imports() -> dict[str, str]:
    """Return what is mutated, by the name of its file."""
    found = {name: text for name, (text, _) in WRITTEN.items()}
    for path in [*(HERE / "cases" / "imports").iterdir(), *(HERE / "written_elsewhere").glob("*/*")]:
        if path.suffix in (".gift", ".txt", ".xml"):
            found[path.name] = path.read_bytes().decode("cp1252" if "1252" in path.name else "utf-8-sig")
    return found


def try_import(path: Path, form: str | None) -> str:
    """Read a file as a bank, and return what came of it."""
    found = Diagnostics()
    bank = read_questions(path, found, form=form, identifier="pool")
    if any(d.rule == "not-accounted" for d in found):
        raise AssertionError(next(d.message for d in found if d.rule == "not-accounted"))
    if bank is None:
        if not found.errors:
            raise AssertionError("nothing, and not why")
        return "refused"
    check_bank(bank, "pool.yaml", found)
    return "to be mended" if found.errors else "whole" if not bank.left_out else "in part"


def try_source(root: Path) -> str:
    """Check a course, and return what came of it."""
    found = Diagnostics()
    checked = check_course(root, [STANDARDS["scorm12"]], found)
    return "source taken" if checked else "source refused"


def main(number: int, seed: int) -> int:
    """Try so many, print the figures, and return how many broke a rule."""
    chance = random.Random(seed)
    came, broken = Counter[str](), 0
    inputs = list(imports().items())
    kept = Path(tempfile.mkdtemp(prefix="mutations-"))
    slowest = 0.0
    with tempfile.TemporaryDirectory() as directory:
        course = Path(directory) / "course"
        texts: dict[Path, bytes] = {}
        for path in STARTER.rglob("*"):
            if path.is_file():
                copy = course / path.relative_to(STARTER)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes())
                if path.suffix in (".md", ".yaml"):
                    texts[copy] = path.read_bytes()
        for count in range(number):
            is_source = count % SOURCES_EVERY == 0
            if is_source:
                path = chance.choice(list(texts))
                content = mutated(texts[path].decode(), chance)
                attempt: Callable[[], str] = lambda: try_source(course)
            else:
                name, text = chance.choice(inputs)
                path = Path(directory) / name
                content = mutated(text, chance)
                form = chance.choice([*[None] * 12, "gift", "aiken", "moodle-xml", "qti"])
                attempt = lambda path=path, form=form: try_import(path, form)  # type: ignore[misc]
            path.write_bytes(content)
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            start = time.process_time()
            problem = ""
            try:
                came[attempt()] += 1
            except Exception:  # noqa: BLE001 — whatever it is, it is what is looked for
                problem = traceback.format_exc()
            seconds = time.process_time() - start
            megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
            slowest = max(slowest, seconds)
            if not problem and (seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES):
                problem = f"{seconds:.2f} s, {megabytes:.0f} MB more"
            if problem:
                broken += 1
                (kept / f"{count}-{path.name}").write_bytes(content)
                print(f"{kept / f'{count}-{path.name}'}:\n{problem}", flush=True)
            if is_source:
                path.write_bytes(texts[path])
            if count and count % 10_000 == 0:
                print(f"{count:,}: {broken} broken, slowest {slowest:.2f} s", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = ", ".join(f"{each} {times:,}" for each, times in came.most_common())
    print(f"{number:,} tried, seed {seed}: {broken} broken; {told}; slowest {slowest:.2f} s, at most {peak} MB in all")
    return broken


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(bool(main(*numbers, *[500_000, 1][len(numbers) :])))
