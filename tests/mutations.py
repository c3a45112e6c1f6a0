"""Mutated sources and imports in great number, in one process: `make mutations`, by hand.

Each has to end in a bank or a course, or say why not: no exception, no question that is neither carried nor told, at
most a second and 200 MB. Prints the figures, and every input that broke a rule as a file to try again.

    python tests/mutations.py [NUMBER] [SEED]
"""

from __future__ import annotations

import io
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from test_import import WRITTEN

from scorm_export import TARGETS, check_course
from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange.reading import check_bank, read_questions
from sources import STARTER

HERE = Path(__file__).parent
MOST_SECONDS, MOST_MEGABYTES = 1, 200
SOURCES_EVERY = 50
"""One in so many is a source of a course, which takes longer to check than a bank takes to read."""
MANIFEST = b"""<manifest><resources>
<resource type="imsqti_item_xmlv2p1" href="%s"/><resource type="imsqti_item_xmlv2p1" href="%s"/>
</resources></manifest>"""
FORMS = [*[None] * 12, "gift", "aiken", "moodle-xml", "qti"]
"""Mostly the format is guessed."""
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


def packed(name: str, content: bytes, chance: random.Random) -> bytes:
    """Return a package with an item, another one, a manifest and a test, of which a byte may be wrong."""
    files = {
        name: content,
        "other.xml": WRITTEN["qti.xml"][0].encode(),
        "imsmanifest.xml": MANIFEST % (name.encode(), b"other.xml"),
    }
    spoilt = chance.choice([None, None, *files])
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        for each, data in files.items():
            archive.writestr(each, mutated(data.decode("utf-8", "replace"), chance) if each == spoilt else data)
    whole = bytearray(zipped.getvalue())
    if chance.randrange(8) == 0:
        whole[chance.randrange(len(whole))] ^= chance.randint(1, 255)
    return bytes(whole)


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
    checked = check_course(root, [TARGETS["scorm12"]], found)
    return "source taken" if checked else "source refused"


class Course:
    """The starter course in a folder, of which one file at a time is spoilt."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(STARTER, root)
        self.texts = {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.suffix in (".md", ".yaml")}

    def spoil(self, chance: random.Random) -> tuple[Path, bytes]:
        """Write a file with something done to it; return it and what it holds now."""
        path = chance.choice(list(self.texts))
        path.write_bytes(content := mutated(self.texts[path].decode(), chance))
        return path, content

    def mend(self, path: Path) -> None:
        """Write a file as it was."""
        path.write_bytes(self.texts[path])


def measured(attempt: Callable[[], str]) -> tuple[str, str, float]:
    """Return what came of an attempt, what rule it broke, and its seconds."""
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    came = problem = ""
    try:
        came = attempt()
    except Exception:  # noqa: BLE001 — whatever it is, it is what is looked for
        problem = traceback.format_exc()
    seconds = time.process_time() - start
    megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES:
        problem += f"{seconds:.2f} s, {megabytes:.0f} MB more"
    return came, problem, seconds


def main(number: int, seed: int) -> int:
    """Try so many, print the figures, and return how many broke a rule."""
    chance = random.Random(seed)
    came, broken, slowest = Counter[str](), 0, 0.0
    inputs = list(imports().items())
    kept = Path(tempfile.mkdtemp(prefix="mutations-"))
    with tempfile.TemporaryDirectory() as directory:
        course = Course(Path(directory) / "course")
        for count in range(number):
            if count % SOURCES_EVERY == 0:
                path, content = course.spoil(chance)
                told, problem, seconds = measured(partial(try_source, course.root))
                course.mend(path)
            else:
                name, text = chance.choice(inputs)
                path = Path(directory) / name
                content = mutated(text, chance)
                if "<assessmentItem" in text and chance.randrange(4) == 0:
                    path, content = path.with_suffix(".zip"), packed(name, content, chance)
                path.write_bytes(content)
                told, problem, seconds = measured(partial(try_import, path, chance.choice(FORMS)))
            came[told] += 1
            slowest = max(slowest, seconds)
            if problem:
                broken += 1
                (kept / f"{count}-{path.name}").write_bytes(content)
                print(f"{kept / f'{count}-{path.name}'}:\n{problem}", flush=True)
            if count and count % 10_000 == 0:
                print(f"{count:,}: {broken} broken, slowest {slowest:.2f} s", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    figures = ", ".join(f"{each or 'broken'} {times:,}" for each, times in came.most_common())
    print(
        f"{number:,} tried, seed {seed}: {broken} broken; {figures}; slowest {slowest:.2f} s, at most {peak} MB in all"
    )
    return broken


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    sys.exit(bool(main(*numbers, *[500_000, 1][len(numbers) :])))
