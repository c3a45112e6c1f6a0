"""The site: one page for the course and one for each activity, rendered by the templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar

from jinja2 import BytecodeCache, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from scorm_export.check import Asset, CheckedCourse, CheckedPicture, CheckedTheme
from scorm_export.check.theme import TEMPLATES
from scorm_export.course import Activity, Course, Lesson, Notes, Part, Question, Quiz
from scorm_export.course.reporting import Reporting
from scorm_export.diagnostics import Diagnostics
from scorm_export.interface.numbers import duration, fill, written
from scorm_export.interface.words import FALLBACK, direction, language_of_words, words_for
from scorm_export.lms.profile import Settings
from scorm_export.render.foreign_words import in_elements, marked
from scorm_export.render.html import HtmlRenderer
from scorm_export.render.names import (
    HOME,
    MATHS_FONT,
    NOTICES,
    STYLE,
    anchor_name,
    media_name,
    page_name,
    page_script_name,
    picture_name,
    shell_name,
    theme_name,
)
from scorm_export.render.player_data import compact_json, course_data, page_script, words_script
from scorm_export.render.style import counter_style, custom_properties
from scorm_export.render.theme_templates import TemplateProblemError, ThemeTemplates
from scorm_export.source.document import Document
from scorm_export.trust.html import Styles

_HERE = Path(__file__).parent
_QUESTIONS = _HERE.parent / "questions"
_STYLES = _HERE / "style"
_THIRD_PARTY = _HERE.parent / "third_party"
NOTICES_RULE = f"\n\n{'-' * 80}\n\n"
"""The separator between the notices of two works, as `hatch_build.py` writes it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Launch:
    """What an LMS launches: a SCO or an assignable unit, in the standards' terms."""

    id: str
    title: str
    page: str
    part: Part
    files: frozenset[str]
    """Files that only it needs, by name in the package. Files that several need, and the player, are not included."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """All pages and files of a package, and its launches."""

    course: Course
    launches: tuple[Launch, ...]
    settings: Settings
    behaviours: tuple[str, ...]
    """The names of its scripted blocks, whose scripts the player loads."""
    quiz_words: bytes = field(repr=False)
    """A script with the words of quizzes and results, which comes with the player's own for them."""
    files: dict[str, bytes | Path] = field(repr=False)
    """Files by name in the package, in the order in which a learner meets them."""
    facilitator_files: dict[str, bytes | Path] = field(repr=False)
    """Images by name as in `files`: those of the texts that facilitators alone read."""
    look: CheckedTheme = field(repr=False)
    """The theme of the course."""

    @property
    def reporting(self) -> Reporting:
        """How results are reported: as is set for the LMS, or else as the course says."""
        return self.settings.policy(self.course.reporting)

    @property
    def launch_parameters(self) -> str:
        """What the LMS hands to the content at launch: what is set for it, or else what the course says."""
        return self.settings.launch_parameters or self.course.launch_parameters


@dataclass(slots=True)
class RenderedBefore:
    """Pages of activities, by id, for a server: one is rendered again only when its activity was read again.

    `clear` it when anything changes that pages show besides their activity: titles, headings, media, theme, structure.
    The style sheet then keeps the styles of blocks and formulas that the course does not have any more.
    """

    pages: dict[str, tuple[Activity, bytes, bytes]] = field(default_factory=dict)
    styles: Styles = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def clear(self) -> None:
        """Render everything again."""
        self.pages.clear()
        self.styles.clear()
        self.seen.clear()


def check_templates(checked: CheckedCourse, found: Diagnostics) -> None:
    """Report the first problem of each template of the course's theme, rendered with everything that it will show."""
    folder, reported = checked.theme.theme.folder, set[str]()
    pages = _Pages(checked, Settings())
    for piece in pages.pieces():
        try:
            piece()
        except TemplateProblemError as problem:
            file = folder.text(f"{TEMPLATES}/{problem.template}", found)
            if file and problem.template not in reported:
                reported.add(problem.template)
                found.error("theme-template", problem.message, file.line(problem.line), problem.hint)


def render(
    checked: CheckedCourse, root: Path, settings: Settings | None = None, before: RenderedBefore | None = None
) -> Site:
    """Render a course; its media are streamed from the folder `root`, `settings` are those of an LMS.

    `before` holds what was rendered before, for a server.
    """
    course = checked.course
    settings = settings or Settings()
    pages = _Pages(checked, settings)
    before = before or RenderedBefore()
    pages.html.resume(before.styles, before.seen)
    shells: dict[str, bytes | Path] = {}
    contents: dict[str, bytes | Path] = {}
    for part, onward in _with_next(course.parts):
        shells[_shell(part)] = pages.shell(part, onward)
        for activity, neighbours in _with_neighbours(part):
            of, page, script = before.pages.get(activity.id, (None, b"", b""))
            if of is not activity:
                article = pages.article(activity, part, neighbours, onward)
                page, script = pages.page(activity, part, article), pages.script(activity, article)
                before.pages[activity.id] = activity, page, script
            contents[page_name(activity.id)] = page
            contents[page_script_name(activity.id)] = script
    media, facilitator_files = (_media(each, root) for each in (checked.assets, checked.facilitator_assets))
    looks = pages.looks(with_maths=any(document.has_maths for document in course.documents()))
    files = shells | looks | contents | media | _theme_files(checked.theme)
    behaviours = tuple(block.name for block in pages.html.blocks_written if block.behaves)
    launches = _launches(checked, files)
    return Site(
        course=course,
        launches=launches,
        settings=settings,
        behaviours=behaviours,
        quiz_words=words_script(pages.words),
        files=files,
        facilitator_files=facilitator_files,
        look=checked.theme,
    )


def _media(assets: Iterable[Asset], root: Path) -> dict[str, bytes | Path]:
    return {media_name(asset.path): asset.figure or root / asset.path for asset in assets}


def _with_next(parts: Sequence[Part]) -> Iterator[tuple[Part, Part | None]]:
    return zip(parts, [*parts[1:], None], strict=True)


def _with_neighbours(part: Part) -> Iterator[tuple[Activity, tuple[Activity | None, Activity | None]]]:
    """Yield each activity of a part with the previous and the next one."""
    activities = part.activities
    neighbours = zip([None, *activities[:-1]], [*activities[1:], None], strict=True)
    return zip(activities, neighbours, strict=True)


def _theme_files(look: CheckedTheme) -> dict[str, bytes | Path]:
    """Return the images and fonts of a theme, and the notices of third-party works, including licences of its fonts."""
    files: dict[str, bytes | Path] = {}
    for role, picture in (("logo", look.logo), ("cover", look.cover)):
        for end, asset in (("", picture and picture.light), ("-dark", picture and picture.dark)):
            if picture and asset:
                source = picture.picture.folder.root / asset.path
                files[picture_name(role + end, asset.path)] = asset.figure or source
    root = look.theme.folder.root
    files |= {theme_name(asset.path): root / asset.path for asset in look.fonts}
    if not look.fonts:
        return files | {NOTICES: _THIRD_PARTY / NOTICES}
    notices = [(_THIRD_PARTY / NOTICES).read_text("utf-8").rstrip("\n")]
    for licence in dict.fromkeys(font.licence for font in look.theme.font_files):
        faces = ", ".join(
            f"{theme_name(font.path)} ({font.family})" for font in look.theme.font_files if font.licence == licence
        )
        notices.append(f"{faces}: fonts of the theme\n\n{(root / licence).read_text('utf-8').strip()}")
    return files | {NOTICES: (NOTICES_RULE.join(notices) + "\n").encode()}


def _shell(part: Part) -> str:
    return shell_name(part.id) if part.module else HOME


def _launches(checked: CheckedCourse, files: Iterable[str]) -> tuple[Launch, ...]:
    parts = checked.course.parts
    used = {part.id: set(files) if part.module is None else _used(checked, part) for part in parts}
    counts = Counter(name for names in used.values() for name in names)
    return tuple(
        Launch(
            id=part.id,
            title=part.title,
            page=_shell(part),
            part=part,
            files=frozenset(name for name in used[part.id] if counts[name] == 1),
        )
        for part in parts
    )


def _used(checked: CheckedCourse, part: Part) -> set[str]:
    """Yield the names of what a part of a course shows: its pages, and the media and files that its texts refer to."""
    names = {_shell(part)}
    for activity in part.activities:
        names |= {page_name(activity.id), page_script_name(activity.id)}
    for document in _documents(part):
        for medium in document.media:
            names |= {media_name(path, document.path) for path in (medium.src, medium.captions, medium.poster) if path}
        for link in document.links:
            target = checked.target(document, link.href)
            if target and target.path:
                names.add(media_name(target.path))
        if document.has_maths:
            names.add(MATHS_FONT)
    return names


def _documents(part: Part) -> Iterator[Document]:
    if part.module and part.is_module and part.module.description:
        yield part.module.description
    for activity in part.activities:
        yield from activity.documents()


class _Compiled(BytecodeCache):
    """The templates as this process has compiled them: for a server, whose courses are rendered many times."""

    codes: ClassVar[dict[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the code of a template that was compiled before; the key and checksum name its text."""
        bucket.code = self.codes.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code."""
        if bucket.code:
            self.codes[bucket.key + bucket.checksum] = bucket.code


class _Pages:
    """The templates for one course."""

    def __init__(self, checked: CheckedCourse, settings: Settings) -> None:
        self.course = checked.course
        self.look = checked.theme
        self.settings = settings
        self.numbers = {module.id: number for number, module in enumerate(self.course.modules, 1)}
        self.lessons = {lesson.id: lesson for lesson in self.course.lessons}
        self.modules = {activity.id: module for module in self.course.modules for activity in module.activities}
        self.words = words_for(self.course.language)
        self.written: Callable[[str], str] = str
        """The words, and what is done to each page: words of another language are marked."""
        if language_of_words(self.course.language) is None:
            shown = {"language": self.course.language, "direction": direction(self.course.language)}
            self.words, self.written = marked(self.words), partial(in_elements, **shown)
        self.html = html = HtmlRenderer(checked, self.words)
        self.environment = Environment(
            loader=ChoiceLoader(
                [FileSystemLoader(_HERE / "templates"), PrefixLoader({"questions": FileSystemLoader(_QUESTIONS)})]
            ),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            bytecode_cache=_Compiled(),
        )
        filters: dict[str, Callable[..., Any]] = {
            "blocks": html.blocks,
            "inline": html.inline,
            "points": partial(written, words=self.words),
            "number": partial(written, words=self.words),
            "fill": partial(fill, words=self.words),
            "duration": duration,
        }
        html.asked = self._asked
        self.environment.filters |= filters | {"with_blanks": html.with_blanks, "reading": self._reading}
        shells_own = (_HERE / "templates").joinpath
        self.themed = ThemeTemplates(self.look.templates, lambda name: shells_own(name).read_text("utf-8"), filters)
        self._everywhere: dict[str, Any] = {
            "course": self.course,
            "words": self.words,
            "direction": direction(self.course.language),
        }

    def shell(self, part: Part, onward: Part | None) -> bytes:
        """Return the page that is launched for a part; `onward` is the next part."""
        data = Markup(compact_json(course_data(self.course, part, self.words, self.settings)))  # noqa: S704 — escaped
        foreign = FALLBACK if language_of_words(self.course.language) is None else ""
        pieces = self._shell_pieces(part, onward)
        return self._page("index.html", part=part, data=data, foreign_words=foreign, **pieces)

    def _shell_pieces(self, part: Part, onward: Part | None) -> dict[str, str]:
        course, graded = self.course, _graded(part)
        shown: dict[str, Any] = {"part": part, "onward": onward, "graded": graded, "numbers": self.numbers}
        logo, cover = _shown("logo", self.look.logo), _shown("cover", self.look.cover)
        ids, quizzes = tuple(activity.id for activity in part.activities), tuple(quiz.id for quiz in graded)
        return {
            "bar": self._piece("bar.html", **shown),
            "outline": self._piece("outline.html", ids, **shown),
            "home": self._piece("home.html", ids, **shown, logo=logo, cover=cover),
            "results": self._piece("results.html", (), quizzes, **shown) if graded else "",
            "certificate": self._piece("certificate.html", **shown, logo=logo) if course.gives_certificate else "",
        }

    def pieces(self) -> Iterator[Callable[[], object]]:
        """Yield a function for each piece that a theme can replace, which renders it."""
        for part, onward in _with_next(self.course.parts):
            yield partial(self._shell_pieces, part, onward)
            for activity, neighbours in _with_neighbours(part):
                yield partial(self.article, activity, part, neighbours, onward)

    def article(
        self,
        activity: Activity,
        part: Part,
        neighbours: tuple[Activity | None, Activity | None],
        onward: Part | None,
    ) -> Markup:
        """Return the article of an activity for its page and the player, with links to its neighbours in its part."""
        module = self.modules[activity.id]
        previous, following = neighbours
        shown: dict[str, Any] = {
            "module": module,
            "number": self.numbers[module.id],
            "part": part,
            "previous": previous,
            "next": following,
            "onward": onward,
            "shell": _shell(part),
        }
        if isinstance(activity, Lesson):
            return self._piece("lesson.html", (activity.id,), lesson=activity, **shown)
        form = self._piece("form.html", quiz=activity)
        return self._piece("quiz.html", (activity.id,), quiz=activity, form=form, **shown)

    def _asked(self, lesson: Lesson, asked: Question | Notes) -> str:
        prefix = f"{lesson.id}_{asked.id}"
        if isinstance(asked, Notes):
            return self._fill("notes.html", notes=asked, prefix=prefix).decode().strip()
        return self._fill("check.html", lesson=lesson, question=asked, prefix=prefix).decode().strip()

    def page(self, activity: Activity, part: Part, article: Markup) -> bytes:
        """Return an activity's page of its own."""
        return self._page("page.html", activity=activity, shell=_shell(part), article=article)

    def script(self, activity: Activity, article: str) -> bytes:
        """Return the script that passes an activity to the player."""
        behaviours = [block.name for block in self.html.blocks_in(article) if block.behaves]

        def text(document: Document) -> str:
            return self.written(self.html.as_written(document))

        return page_script(self.course, activity, self.written(article), text, behaviours).encode()

    def looks(self, *, with_maths: bool) -> dict[str, bytes | Path]:
        """Return the style sheet (theme, shell, question types, blocks, formulas) and the formulas' font."""
        parts = [_STYLES / "shell.css", *sorted(_QUESTIONS.glob("*/question.css"))]
        digits = self.words["numbers"].get("digits")
        style = (custom_properties(self.look.theme) + (counter_style(digits) if digits else "")).encode()
        style += b"".join(
            [*(part.read_bytes() for part in parts), *(block.style for block in self.html.blocks_written)]
        )
        if not with_maths:
            return {STYLE: style}
        styles = "".join(f".{name}{{{declarations}}}\n" for name, declarations in sorted(self.html.styles.items()))
        style += (_STYLES / "maths.css").read_bytes() + styles.encode()
        return {STYLE: style, MATHS_FONT: _THIRD_PARTY / MATHS_FONT}

    def _reading(self, read: str, activity: Activity) -> dict[str, Any]:
        """Return where to read again: its address and words, and whether it opens a window of its own."""
        name, _, anchor = read.partition("#")
        lesson = self.lessons[name]
        heading = next((heading.text for heading in lesson.body.headings if heading.anchor == anchor), "")
        return {
            "href": page_name(name) + (f"#{anchor_name(anchor)}" if anchor else ""),
            "title": self._labelled(lesson.title, heading) if heading else lesson.title,
            "leaves": self.html.leaves(name, activity.path),
        }

    def _labelled(self, label: str, text: str) -> str:
        return fill(self.words["page"]["labelled"], self.words, label=label, text=text)

    def _piece(
        self, template: str, activities: tuple[str, ...] = (), quizzes: tuple[str, ...] = (), **context: Any
    ) -> Markup:
        """Return a piece of a page, by the theme's template if it has one, which has to link to these activities."""
        if template in self.look.templates:
            return self.themed.fill(template, activities, quizzes, **self._everywhere, **context)
        return Markup(self._fill(template, **context).decode().strip())  # noqa: S704 — rendered by our templates

    def _page(self, template: str, **context: Any) -> bytes:
        return self.written(self._fill(template, **context).decode()).encode()

    def _fill(self, template: str, **context: Any) -> bytes:
        return self.environment.get_template(template).render(**self._everywhere, **context).encode()


def _shown(role: str, picture: CheckedPicture | None) -> dict[str, str] | None:
    """Return what a template needs of an image: its name in the package, that of its dark version, and its text."""
    if picture is None:
        return None
    dark = picture_name(f"{role}-dark", picture.dark.path) if picture.dark else ""
    return {
        "src": picture_name(role, picture.light.path),
        "dark": dark,
        "alternative": picture.picture.alternative,
    }


def _graded(part: Part) -> list[Quiz]:
    return [activity for activity in part.activities if isinstance(activity, Quiz) and activity.weight]
