"""The site: one page for the course and one for each activity, rendered by the templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar

from jinja2 import BytecodeCache, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from scorm_export.check import CheckedCourse, CheckedTheme
from scorm_export.check.theme import TEMPLATES
from scorm_export.course import Activity, Course, Lesson, Notes, Part, Question, Quiz
from scorm_export.course.reporting import Reporting
from scorm_export.diagnostics import Diagnostics
from scorm_export.interface.numbers import duration, fill, written
from scorm_export.interface.words import FALLBACK, words_for
from scorm_export.lms.profile import Settings
from scorm_export.render.foreign_words import in_elements, marked
from scorm_export.render.html import HtmlRenderer
from scorm_export.render.launches import Launch, launches_of, shell_script
from scorm_export.render.media import files_of, media_of, shown_picture, theme_files
from scorm_export.render.names import (
    EARLY,
    MATHS_FONT,
    STYLE,
    anchor_name,
    page_name,
    page_script_name,
    shell_of,
)
from scorm_export.render.player_data import compact_json, course_data, page_script, words_script
from scorm_export.render.style import counter_style, custom_properties
from scorm_export.render.theme_templates import TemplateProblemError, ThemeTemplates
from scorm_export.render.version_data import languages_data, version_script
from scorm_export.render.versions import Version, renamed, versions_of
from scorm_export.source.document import Document
from scorm_export.trust.html import Styles

_HERE = Path(__file__).parent
_QUESTIONS = _HERE.parent / "questions"
_STYLES = _HERE / "style"
_THIRD_PARTY = _HERE.parent / "third_party"
_COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
_EARLY = _HERE.parent / "player" / "dist" / EARLY


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
    versions: tuple[Version, ...] = ()
    """Its languages, where it holds several."""
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
    checked: CheckedCourse,
    root: Path,
    settings: Settings | None = None,
    before: RenderedBefore | None = None,
    *,
    others: Sequence[CheckedCourse] = (),
) -> Site:
    """Render a course; its media are streamed from the folder `root`, `settings` are those of an LMS.

    `before` holds what was rendered before, for a server. `others` are the same course in other languages, for a
    package that holds all of them; `checked` is the one that is shown first.
    """
    settings = settings or Settings()
    before = before or RenderedBefore()
    media = media_of(checked, root)
    pages = _Pages(checked, settings, versions := versions_of(each.course.language for each in (checked, *others)))
    shells, contents = pages.rendered(before)
    translated = []
    for each, version in zip(others, versions[1:], strict=True):
        named, own = renamed(version, media_of(each, root), media)
        media |= own
        more = _Pages(each, settings, versions, named)
        its_shells, its_contents = more.rendered(RenderedBefore(styles=before.styles, seen=before.seen))
        shells, contents = shells | its_shells, contents | its_contents
        translated.append((each, named))
    languages = [(checked, versions[0]), *translated] if versions else []
    with_maths = any(document.has_maths for each in (checked, *others) for document in each.course.documents())
    files = shells | pages.looks(with_maths=with_maths) | contents | media | theme_files(checked.theme)
    return Site(
        course=checked.course,
        launches=launches_of(checked, files, languages),
        settings=settings,
        behaviours=tuple(block.name for block in pages.html.blocks_written if block.behaves),
        quiz_words=words_script(pages.words),
        versions=versions,
        files=files,
        facilitator_files=files_of(checked.facilitator_assets, root),
        look=checked.theme,
    )


def _with_next(parts: Sequence[Part]) -> Iterator[tuple[Part, Part | None]]:
    return zip(parts, [*parts[1:], None], strict=True)


def _with_neighbours(part: Part) -> Iterator[tuple[Activity, tuple[Activity | None, Activity | None]]]:
    """Yield each activity of a part with the previous and the next one."""
    activities = part.activities
    neighbours = zip([None, *activities[:-1]], [*activities[1:], None], strict=True)
    return zip(activities, neighbours, strict=True)


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

    def __init__(
        self,
        checked: CheckedCourse,
        settings: Settings,
        versions: Sequence[Version] = (),
        version: Version | None = None,
    ) -> None:
        self.versions = versions
        self.version = version or (versions[0] if versions else Version(checked.course.language))
        self.course = checked.course
        self.look = checked.theme
        self.settings = settings
        self.numbers = {module.id: number for number, module in enumerate(self.course.modules, 1)}
        self.lessons = {lesson.id: lesson for lesson in self.course.lessons}
        self.modules = {activity.id: module for module in self.course.modules for activity in module.activities}
        self.words = words_for(self.course.language)
        self.mark_words: Callable[[str], str] = str
        """Marks the words of a page that are in another language."""
        if not self.version.has_words:
            shown = {"language": self.course.language, "direction": self.version.direction}
            self.words, self.mark_words = marked(self.words), partial(in_elements, **shown)
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
            "direction": self.version.direction,
            "version": self.version,
            "versions": versions,
        }

    def written(self, html: str) -> str:
        """Return a page as it is packed: words in another language are marked, and links lead to this version."""
        return self.version.relinked(self.mark_words(html))

    def rendered(self, before: RenderedBefore) -> tuple[dict[str, bytes | Path], dict[str, bytes | Path]]:
        """Return the shells of all parts, and the pages and scripts of their activities, by name."""
        self.html.resume(before.styles, before.seen)
        shells: dict[str, bytes | Path] = {}
        contents: dict[str, bytes | Path] = {}
        named = self.version.named
        for part, onward in _with_next(self.course.parts):
            data = course_data(self.course, part, self.words, self.settings)
            data |= languages_data(self.course, part, self.versions)
            shell = shells[named(shell_of(part))] = self.shell(part, onward, data)
            if self.versions:
                shells[shell_script(part, self.version)] = version_script(self.version, data, self.words, shell)
            for activity, neighbours in _with_neighbours(part):
                of, page, script = before.pages.get(activity.id, (None, b"", b""))
                if of is not activity:
                    article = self.article(activity, part, neighbours, onward)
                    page, script = self.page(activity, part, article), self.script(activity, article)
                    before.pages[activity.id] = activity, page, script
                contents[named(page_name(activity.id))] = page
                contents[named(page_script_name(activity.id))] = script
        return shells, contents

    def shell(self, part: Part, onward: Part | None, data: dict[str, Any]) -> bytes:
        """Return the page that is launched for a part; `onward` is the next part, `data` those of the player."""
        ending = {"end": self.version.end} if self.version.end else {}
        json = Markup(compact_json(data | ending))  # noqa: S704 — escaped
        every = self.versions or [self.version]
        foreign = "" if all(version.has_words for version in every) else FALLBACK
        pieces = self._shell_pieces(part, onward)
        bar = pieces.pop("bar").replace("</header>", self._switch(shell_of(part)) + Markup("</header>"), 1)
        inline = {"first_style": self._first_style(pieces["home"]), "early": _early()}
        return self._page("index.html", part=part, data=json, foreign_words=foreign, bar=bar, **inline, **pieces)

    def _switch(self, page: str) -> Markup:
        """Return the links from a page to its versions in other languages; nothing where there is one language."""
        if not self.versions:
            return Markup()
        links = [(f"./{version.named(page)}", version) for version in self.versions]
        return Markup(self._fill("languages.html", links=links).decode())  # noqa: S704 — rendered by our templates

    def _shell_pieces(self, part: Part, onward: Part | None) -> dict[str, Markup]:
        course, graded = self.course, _graded(part)
        shown: dict[str, Any] = {"part": part, "onward": onward, "graded": graded, "numbers": self.numbers}
        certificate = partial(self._piece, "certificate.html")
        logo, cover = shown_picture("logo", self.look.logo), shown_picture("cover", self.look.cover)
        ids, quizzes = tuple(activity.id for activity in part.activities), tuple(quiz.id for quiz in graded)
        return {
            "bar": self._piece("bar.html", **shown),
            "outline": self._piece("outline.html", ids, **shown),
            "home": self._piece("home.html", ids, **shown, logo=logo, cover=cover),
            "results": self._piece("results.html", (), quizzes, **shown) if graded else Markup(),
            "certificate": certificate(**shown, logo=logo) if course.gives_certificate else Markup(),
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
            "shell": shell_of(part),
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
        switch = self._switch(page_name(activity.id))
        return self._page("page.html", activity=activity, shell=shell_of(part), article=article, switch=switch)

    def script(self, activity: Activity, article: str) -> bytes:
        """Return the script that passes an activity to the player."""
        behaviours = [block.name for block in self.html.blocks_in(article) if block.behaves]

        def text(document: Document) -> str:
            return self.written(self.html.as_written(document))

        return page_script(self.course, activity, self.written(article), text, behaviours).encode()

    def looks(self, *, with_maths: bool) -> dict[str, bytes | Path]:
        """Return the style sheet (theme, shell, question types, blocks, formulas) and the formulas' font."""
        parts = [_STYLES / "activities.css", *sorted(_QUESTIONS.glob("*/question.css"))]
        style = b"".join(
            [
                self._shells_style,
                *(part.read_bytes() for part in parts),
                *(block.style for block in self.html.blocks_written),
            ]
        )
        if not with_maths:
            return {STYLE: style}
        styles = "".join(f".{name}{{{declarations}}}\n" for name, declarations in sorted(self.html.styles.items()))
        style += (_STYLES / "maths.css").read_bytes() + styles.encode()
        return {STYLE: style, MATHS_FONT: _THIRD_PARTY / MATHS_FONT}

    @cached_property
    def _shells_style(self) -> bytes:
        """Return the beginning of the style sheet: the theme, and what the shell and the home need."""
        parts = [_STYLES / "shell.css", *([_STYLES / "languages.css"] if self.versions else [])]
        own = custom_properties(self.look.theme) + "".join(self._counters())
        return own.encode() + b"".join(part.read_bytes() for part in parts)

    def _first_style(self, home: str) -> Markup:
        """Return the style that comes with a launched page, for an element of it: what its home needs."""
        blocks = b"".join(block.style for block in self.html.blocks_in(home))
        style = _COMMENT.sub("", (self._shells_style + blocks).decode())
        return Markup(style.replace("<", "\\3c "))  # noqa: S704 — no tag begins in it

    def _counters(self) -> Iterator[str]:
        """Yield the styles of counters in the digits of each language that has its own."""
        for version in self.versions or [self.version]:
            words = words_for(version.language) if self.versions else self.words
            if digits := words["numbers"].get("digits"):
                yield counter_style(digits, version.language if self.versions else None)

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


@cache
def _early() -> Markup:
    """Return the script that runs before a launched page is displayed; nothing where the player has not been built."""
    return Markup(_EARLY.read_text("utf-8").strip() if _EARLY.is_file() else "")  # noqa: S704 — our own


def _graded(part: Part) -> list[Quiz]:
    return [activity for activity in part.activities if isinstance(activity, Quiz) and activity.weight]
