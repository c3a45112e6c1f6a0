"""`scorm-export add`: a module, lesson, quiz or question, written with fresh ids and listed where it belongs."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import click

from scorm_export.commands.adding import (
    QUESTIONS,
    fresh_id,
    image_of,
    lesson_text,
    listed,
    mapping_of,
    module_text,
    quiz_text,
    with_question,
)
from scorm_export.commands.arguments import stop
from scorm_export.commands.fixing import edited
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics, Edit, SourceFile, replaced
from scorm_export.reading.course import COURSE_FILE, MODULE_FILE, read_course
from scorm_export.source.folder import Folder
from scorm_export.whole_files import write_whole

_CHANCE = random.SystemRandom()
_TITLE = click.argument("title")
_TO_MODULE = click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the module. Default: the current folder if it is one, otherwise the course's last module.",
)


class _Place:
    """A course on disk, into which something is added."""

    def __init__(self, near: Path) -> None:
        around = [near.resolve(), *near.resolve().parents]
        root = next((folder for folder in around if (folder / COURSE_FILE).is_file()), None)
        if root is None:
            stop(f"neither `{near}` nor a folder above it has a {COURSE_FILE}")
        self.root = near if root == near.resolve() else root
        self.course = self._read()
        self.points = _points(self.course)

    def _read(self) -> Course:
        course = read_course(Folder(self.root), Diagnostics())
        if course is None:
            stop(f"`{self.root / COURSE_FILE}` cannot be read; `scorm-export check` says why")
        return course

    def fresh_id(self, title: str) -> str:
        modules, activities = self.course.modules, self.course.activities
        return fresh_id(title, [each.id for each in (*modules, *activities)], _CHANCE)

    def module(self, to: Path | None) -> Path:
        """Return the folder of a module."""
        if to is None:
            here = Path()
            if (here / MODULE_FILE).is_file():
                return here
            if not self.course.modules:
                stop("the course has no module; `scorm-export add module TITLE` writes one")
            return self.root / Path(self.course.modules[-1].path).parent
        if not (to / MODULE_FILE).is_file():
            stop(f"`{to}` has no {MODULE_FILE}")
        return to

    def write(self, path: Path, text: str) -> None:
        """Write a new file, with the line that names its schema for editors where the course has schemas."""
        if path.exists():
            stop(f"`{path}` exists already")
        schemas = self.root / ".schemas"
        if path.suffix == ".yaml" and schemas.is_dir():
            up = "../" * len(path.resolve().relative_to(self.root.resolve()).parents[1:])
            schema = "module" if path.name == MODULE_FILE else "quiz"
            text = f"# yaml-language-server: $schema={up}.schemas/{schema}.schema.json\n{text}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        except OSError as problem:
            _stop_unwritten(path, problem)
        click.echo(f"{path.as_posix()}: written")

    def list_in(self, path: Path, field: str, item: str) -> None:
        """Add an item to a list of a YAML file."""
        file = self.file(path)
        node = mapping_of(file)
        edits = listed(file, node, field, item) if node else None
        if edits is None:
            click.echo(f"{path.as_posix()}: add `{item}` to `{field}` yourself", err=True)
            return
        self.edit(path, edits)
        click.echo(f"{path.as_posix()}: `{field}` lists {item}")

    def file(self, path: Path) -> SourceFile:
        found = Diagnostics()
        file = Folder(path.parent).text(path.name, found)
        if file is None:
            stop(next((each.message for each in found), f"`{path}` cannot be read"))
        return file

    def edit(self, path: Path, edits: list[Edit]) -> None:
        try:
            write_whole(path, edited(path.read_bytes().decode(), edits).encode())
        except OSError as problem:
            _stop_unwritten(path, problem)

    def add_points(self) -> None:
        """Keep the total that the course states the sum of its points."""
        course, path = self._read(), self.root / COURSE_FILE
        points, scoring = _points(course), course.scoring
        if points == self.points:
            return
        if scoring is None:
            end = len(self.file(path).lines)
            text = path.read_bytes().decode()
            gap = "" if text.endswith(("\n", "\r")) or not end else "\n"
            write_whole(path, f"{text}{gap}scoring:\n  pass: {points}\n".encode())
            click.echo(f"{path.as_posix()}: `scoring` asks for all {points} points; say in `pass` how many are needed")
        elif "total" in scoring.origin.fields and scoring.total == self.points:
            edits = replaced(scoring.origin.of("total"), str(scoring.total), str(points))
            self.edit(path, list(edits))
            click.echo(f"{path.as_posix()}: `total` is {points} now; see whether `pass: {scoring.passing}` still holds")


def _stop_unwritten(path: Path, problem: OSError) -> NoReturn:
    stop(f"`{path}` could not be written: {problem.strerror}")


def _points(course: Course) -> Decimal:
    return sum((quiz.weight for quiz in course.quizzes), Decimal(0))


@click.group("add")
def command() -> None:
    """Add a module, lesson, quiz or question to a course, and list it where it belongs.

    Each gets an id of its own, which stays when its title changes. Comments and the order of everything else are kept.
    """


@command.command("module")
@_TITLE
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The course. Default: the current folder.",
)
def add_module(title: str, to: Path) -> None:
    """Write a module called TITLE with one lesson, as the last of the course."""
    place = _Place(to)
    name = place.fresh_id(title)
    folder = place.root / name
    if folder.exists():
        stop(f"`{folder}` exists already")
    lesson = place.fresh_id(f"{name[:30]}-lesson")
    place.write(folder / f"{lesson}.md", lesson_text(lesson, title))
    place.write(folder / MODULE_FILE, module_text(name, title, [f"{lesson}.md"]))
    place.list_in(place.root / COURSE_FILE, "modules", name)


@command.command("lesson")
@_TITLE
@_TO_MODULE
def add_lesson(title: str, to: Path | None) -> None:
    """Write a lesson called TITLE, as the last activity of a module."""
    place = _Place(to or Path())
    folder, name = place.module(to), place.fresh_id(title)
    place.write(folder / f"{name}.md", lesson_text(name, title))
    place.list_in(folder / MODULE_FILE, "activities", f"{name}.md")


@command.command("quiz")
@_TITLE
@_TO_MODULE
@click.option("--markdown", is_flag=True, help="Write it in Markdown (.md) instead of YAML.")
def add_quiz(title: str, to: Path | None, *, markdown: bool) -> None:
    """Write a quiz called TITLE with one question, as the last activity of a module."""
    place = _Place(to or Path())
    folder, name = place.module(to), place.fresh_id(title)
    path = folder / f"{name}.{'md' if markdown else 'yaml'}"
    place.write(path, quiz_text(name, title, _CHANCE, markdown=markdown))
    place.list_in(folder / MODULE_FILE, "activities", path.name)
    place.add_points()


@command.command("question")
@click.argument("kind", metavar="TYPE", type=click.Choice(QUESTIONS))
@click.option(
    "--to",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The file of the quiz or bank.",
)
def add_question(kind: str, to: Path) -> None:
    """Write a question of TYPE at the end of a quiz or bank, in YAML or Markdown as the file is.

    TYPE is, for example, single-choice, multiple-choice, true-false, fill-in or matching. A `hotspot` question comes
    with an image beside the file, to be replaced by your own.
    """
    place = _Place(to.parent)
    image, content = _fresh_file(to.parent, kind), image_of(kind)
    edits = with_question(place.file(to), kind, _CHANCE, image.name)
    if edits is None:
        stop(f"`{to}` is not a quiz or bank to which a question can be added; `scorm-export check` says what is wrong")
    if content is not None:
        image.write_bytes(content)
        click.echo(f"{image.as_posix()}: written; put your own image in its place, and the areas where they belong")
    place.edit(to, edits)
    click.echo(f"{to.as_posix()}: a {kind} question is the last")
    place.add_points()


def _fresh_file(folder: Path, stem: str) -> Path:
    """Return the path of an image that is not there yet."""
    ends = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    names = (f"{stem}{end}.svg" for end in ends)
    return next(path for name in names if not (path := folder / name).exists())
