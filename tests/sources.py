"""A course folder that a test may spoil, and the Markdown documents that say how and with what outcome."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import dropwhile
from pathlib import Path

from scorm_export import TARGETS, Diagnostic, Diagnostics, check_course
from scorm_export.check import CheckedCourse
from scorm_export.commands.new import STARTER
from scorm_export.commands.starter_languages import FULL, TRANSLATIONS
from scorm_export.diagnostics import Severity

GALLERY = Path(__file__).parent.parent / "course_source" / "question-gallery"
BLOCK_GALLERY = GALLERY.parent / "block-gallery"
_FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<info>.+)\n(?P<text>(?:.*\n)*?)(?P=ticks)$", re.MULTILINE)


@dataclass(slots=True)
class Source:
    """A course folder: files are edited, then it is checked. Paths in diagnostics are made relative to it."""

    root: Path
    checked: CheckedCourse | None = None
    found: Diagnostics = field(default_factory=Diagnostics)

    def text(self, path: str) -> str:
        return (self.root / path).read_bytes().decode()

    def write(self, path: str, content: str | bytes) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.text(path)
        assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times"
        self.write(path, text.replace(old, new))

    def check(self) -> list[Diagnostic]:
        self.found = Diagnostics()
        uncut = [standard for standard in TARGETS.values() if standard.limits.one_part is None]
        self.checked = check_course(self.root, uncut, self.found)
        return list(self.found)

    def path_of(self, diagnostic: Diagnostic) -> str:
        return diagnostic.span.path.removeprefix(f"{self.root.as_posix()}/")

    def shown(self) -> list[str]:
        """Check, and return a line for each problem: its rule, place, and the text its caret is under."""
        problems = [d for d in self.check() if d.severity is not Severity.NOTE]
        return [f"{d.rule} {self.path_of(d)}:{d.span.line}:{d.span.column} {under(d)}".rstrip() for d in problems]

    def rules(self) -> list[str]:
        return [d.rule for d in self.check()]


def without_inline(page: bytes) -> bytes:
    """Return a launched page without what it has of the theme, the style sheets and the bundled player."""
    return re.sub(rb"(<style [^>]*>|<script>).*?(</style>|</script>)", rb"\1\2", page, flags=re.DOTALL)


def under(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    return span.text[span.column - 1 : span.column - 1 + span.length]


def copy_of_starter(root: Path) -> Source:
    shutil.copytree(STARTER, root, dirs_exist_ok=True)
    return Source(root)


def copy_translations(course: Path) -> None:
    """Put the starter's translations into three languages into a copy of it."""
    folder = course / "translations"
    folder.mkdir()
    for language in ("ar", "fr", "zh"):
        shutil.copyfile(TRANSLATIONS / FULL / f"{language}.po", folder / f"{language}.po")


def copy_for(found: Iterable[Fence], root: Path) -> Source:
    """Copy the course that fences speak of: a gallery where one names a folder of it, else the starter."""
    folders = {fence.path.partition("/")[0] for fence in found if "/" in fence.path}
    galleries = (path for path in (GALLERY, BLOCK_GALLERY) if any((path / name).is_dir() for name in folders))
    shutil.copytree(next(galleries, STARTER), root, dirs_exist_ok=True)
    return Source(root)


def without_quizzes(starter: Source) -> Source:
    """Take the quizzes and what they are worth out of a copy of the starter course."""
    for module in ("first-steps", "going-further"):
        path = f"{module}/module.yaml"
        starter.replace(path, "  - quiz.yaml\n", "")
        (starter.root / module / "quiz.yaml").unlink()
    head, _, rest = starter.text("course.yaml").partition("scoring:\n")
    fields = dropwhile(lambda line: line.startswith(" "), rest.splitlines(keepends=True))
    starter.write("course.yaml", head + "".join(fields))
    return starter


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: the words after its ticks, and its text."""

    words: tuple[str, ...]
    text: str
    heading: str

    @property
    def path(self) -> str:
        return self.words[1] if len(self.words) > 1 else ""


def fences(document: str) -> list[Fence]:
    """Return every fenced block with the heading it stands under."""
    found = []
    for match in _FENCE.finditer(document):
        headings = re.findall(r"^#+ (.+)$", without_fences(document[: match.start()]), re.MULTILINE)
        found.append(Fence(tuple(match["info"].split()), match["text"], headings[-1] if headings else ""))
    return found


def without_fences(document: str) -> str:
    return _FENCE.sub("", document)
