"""Figures of the compiler and of its packages, as `make bench` prints them.

Times are medians of whole processes, so they include starting Python; beside each stands the ratio to an empty Python
process timed in the same run, since machines differ and drift; beside that of several languages, to a build in one.
Budgets are stated, never asserted.
"""

from __future__ import annotations

import gzip
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from scorm_export.targets.archive import write_zip

ROOT = Path(__file__).parent.parent.parent
REFERENCE = ROOT / "course_source" / "learning-health-systems"


def main(runs: int = 5, times: int = 10, media: int = 400) -> None:
    """Measure everything and print a line for each figure: `times` as long a course, `media` MiB of media."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        longer = lengthen(REFERENCE, work / "longer", times)
        heavy = with_media(work / "heavy", media << 20)
        empty, _ = process([sys.executable, "-c", "pass"], runs)
        # Ten times the answers are more than SCORM 1.2 keeps.
        courses = (
            ("reference course", REFERENCE, "scorm12", 0.6),
            (f"{times} times as long", longer, "scorm2004-4th", 2.0),
        )
        for name, source, target, seconds in courses:
            took, peak = process(build(source, work / "out", target), runs)
            show(
                f"build, {name}",
                f"{took:.2f} s",
                f"{took / empty:.0f} × an empty process, peak {peak:.0f} MiB",
                f"{seconds} s, 90 MiB",
            )
        took, once = in_languages(work, runs)
        show(
            "extract and build, three languages",
            f"{took:.2f} s of CPU",
            f"{took / once:.1f} × a build in one language",
            "1.5 s",
        )
        _, peak = process(build(heavy, work / "out", "scorm12"), min(runs, 2))
        show(f"build, {media} MiB of media", "", f"peak {peak:.0f} MiB", "90 MiB")
        show("media into the zip", f"{media_ratio(heavy, work, runs):.0%}", "of the speed of copying the file", "80 %")
        for name in ("learning-health-systems", "longer"):
            package(work / "out", name)


def process(command: list[str], runs: int) -> tuple[float, float]:
    """Return the median seconds of a command, and its greatest memory in MiB."""
    times, peak = [], 0.0
    for _ in range(runs):
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        times.append(time.perf_counter() - start)
        assert status == 0, f"{command} failed"
        peak = max(peak, usage.ru_maxrss / 1024)
    return statistics.median(times), peak


def in_languages(work: Path, runs: int) -> tuple[float, float]:
    """Return the CPU seconds of extracting and building the reference course in its languages, and of one build."""
    course = work / "in-languages"
    shutil.copytree(REFERENCE, course)
    one = build(course, work / "one-language", "scorm12")
    extract = [sys.executable, "-m", "scorm_export", "translate", "extract", str(course)]
    several = (extract, [*one, "--language", "all"])
    pairs = [(sum(map(cpu_seconds, several)), cpu_seconds(one)) for _ in range(runs)]
    return min(took for took, _ in pairs), min(once for _, once in pairs)


def cpu_seconds(command: list[str]) -> float:
    """Return the CPU seconds of a command, with the bytecode that an installed program has."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def build(source: Path, output: Path, target: str) -> list[str]:
    """Return the command that builds a course."""
    return [sys.executable, "-m", "scorm_export", "build", str(source), "--output", str(output), "--target", target]


def lengthen(source: Path, target: Path, times: int) -> Path:
    """Write a course of the same modules many times over, each with ids and points of its own."""
    shutil.copytree(source, target)
    course = (target / "course.yaml").read_text("utf-8")
    modules = [line.strip("- ") for line in course.split("\nmodules:\n", 1)[1].splitlines() if line.strip()]
    names = list(modules)
    for number in range(2, times + 1):
        for module in modules:
            shutil.copytree(target / module, target / f"{module}-{number}")
            names.append(f"{module}-{number}")
            for path in (target / f"{module}-{number}").iterdir():
                if path.suffix in (".md", ".yaml"):
                    renumber(path, number)
    head = course.split("\nmodules:\n", 1)[0].replace("total: 100", f"total: {100 * times}")
    head = head.replace("id: learning-health-systems", "id: longer", 1)
    (target / "course.yaml").write_text(head + "\nmodules:\n" + "".join(f"  - {n}\n" for n in names), "utf-8")
    return target


def renumber(path: Path, number: int) -> None:
    """Give a file's own id a number, and leave those within it."""
    lines = path.read_text("utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("id: "))
    lines[at] += f"-{number}"
    path.write_text("\n".join(lines), "utf-8")


def with_media(target: Path, size: int) -> Path:
    """Write a small course with one large video."""
    subprocess.run([sys.executable, "-m", "scorm_export", "new", str(target)], check=True, stdout=subprocess.DEVNULL)
    video = target / "going-further" / "large.mp4"
    block = os.urandom(1 << 20)
    with video.open("wb") as out:
        out.write(b"\0\0\0\x08ftyp")
        for _ in range(size >> 20):
            out.write(block)
    (video.parent / "large.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n", "utf-8")
    lesson = video.parent / "media.md"
    lesson.write_text(
        lesson.read_text("utf-8")
        + ('\n![A large video](large.mp4){captions="large.vtt"}\n\n::: transcript\nHello\n:::\n'),
        "utf-8",
    )
    return target


def media_ratio(heavy: Path, work: Path, runs: int) -> float:
    """Return how fast a large file gets into a zip, measured against copying it, pair by pair."""
    video = heavy / "going-further" / "large.mp4"

    def timed(action: Callable[[], object], target: Path) -> float:
        target.unlink(missing_ok=True)
        start = time.perf_counter()
        action()
        return time.perf_counter() - start

    ratios = []
    for _ in range(2 * runs):
        copying = timed(lambda: shutil.copyfile(video, work / "copy"), work / "copy")
        packing = timed(lambda: write_zip(work / "media.zip", {"large.mp4": video}), work / "media.zip")
        ratios.append(copying / packing)
    return statistics.median(ratios)


def package(output: Path, name: str) -> None:
    """Show what a learner loads until the first lesson is there."""
    (path,) = output.glob(f"{name}-*.zip")
    with zipfile.ZipFile(path) as archive:
        first = next(n for n in archive.namelist() if n.startswith("page-") and n.endswith(".js"))
        loaded = ["index.html", "style.css", "player.js", first]
        sizes = {n: len(gzip.compress(archive.read(n), 6)) for n in loaded}
        quiz = len(gzip.compress(archive.read("quiz.js"), 6))
        maths = sum(archive.getinfo(n).compress_size for n in archive.namelist() if n.startswith("maths."))
    show(f"player, {name}", f"{sizes['player.js'] / 1024:.1f} KB gzip", "", "24 KB")
    show(f"quizzes, {name}", f"{quiz / 1024:.1f} KB gzip", "with the first quiz", "24 KB")
    show(f"formulas, {name}", f"{maths / 1024:.1f} KB", "style and font, with the first formula", "150 KB")
    total = sum(sizes.values()) / 1024
    show(f"first lesson, {name}", f"{total:.1f} KB gzip", f"{len(loaded)} requests", "100 KB, 5 requests")
    show(f"package, {name}", f"{path.stat().st_size / 1024:,.0f} KB", "", "")


def show(what: str, figure: str, detail: str, budget: str) -> None:
    """Print one line."""
    print(f"{what:<38} {figure:>16}  {detail:<46} {'budget ' + budget if budget else ''}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
