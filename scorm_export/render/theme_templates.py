"""A theme's templates: run in Jinja's sandbox, cleaned at the trust boundary, checked for what the player needs.

The HTML of authors' texts and the form of a quiz are inserted after the boundary, at slots.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from markupsafe import Markup

from scorm_export.course import (
    Author,
    Certificate,
    Completion,
    Contact,
    Course,
    Effort,
    FrequentQuestion,
    Lesson,
    Module,
    Objective,
    Part,
    Provider,
    Quiz,
    Scoring,
    Signatory,
)
from scorm_export.render.theme_sandbox import MOST_OUTPUT, Sandbox
from scorm_export.trust.shell import SLOT, ShellCleaner, start_tags

Filters = Mapping[str, Callable[..., Any]]
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "bar.html": (
        "header.course-bar",
        "button#outline-toggle[aria-controls][aria-expanded][hidden]",
        "a.course-title[href]",
        "#save-status[hidden]",
        "button#exit[hidden]",
    ),
    "outline.html": ("nav#outline[aria-label]", "a[href]"),
    "home.html": ("article#home", "h1[tabindex]", "a#resume[href]", "#time-left[hidden]"),
    "certificate.html": ("article#certificate[hidden]", "h1[tabindex]", "[data-fact]"),
    "lesson.html": ("article.lesson[data-activity]", "h1[tabindex]", ".prose", "nav.pager"),
    "quiz.html": ("article.quiz[data-activity]", "h1[tabindex]", "nav.pager"),
    "results.html": (
        "article#result[hidden]",
        "h1[tabindex]",
        "#verdict",
        "table#scores",
        "tr.total",
        ".points",
        ".attempts",
        "#missing",
        "table#objectives",
        "tr[data-objective]",
    ),
}
"""What the player needs in each piece, and what keeps it usable: elements, ids, classes and attributes."""
_PUTS_IN = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_SELECTOR = re.compile(
    r"(?P<tag>[a-z0-9]*)(?:#(?P<id>[\w-]+))?(?P<classes>(?:\.[\w-]+)*)(?P<attributes>(?:\[[\w-]+\])*)"
)
_OPEN = (
    Author, Certificate, Completion, Contact, Course, Effort, FrequentQuestion, Lesson, Module, Objective, Part,
    Provider, Quiz, Scoring, Signatory,
)  # fmt: skip
"""Classes whose fields templates may read."""
_CLOSED = frozenset({"origin", "lrs", "theme", "logo", "path", "questions", "pool", "draws"})
"""Fields with right answers, keys, or paths of the machine that builds."""
_SLOTTED = re.compile(rf'<span {SLOT}="([^"]+)"></span>')


class TemplateProblemError(Exception):
    """A problem in a theme's template, with its place and a hint."""

    def __init__(self, template: str, message: str, hint: str = "", *, line: int = 1) -> None:
        super().__init__(message)
        self.template = template
        self.message = message
        self.hint = hint
        self.line = line


class ThemeTemplates:
    """The templates of a theme, by name, for one course. `shell` returns the shell's own template of a name."""

    def __init__(self, sources: Mapping[str, str], shell: Callable[[str], str], filters: Filters) -> None:
        self.sources = sources
        self._shell = shell
        self._slots: dict[str, str] = {}
        self._environment = Sandbox(
            _View,
            loader=FunctionLoader(self._load),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            name: self._slotting(function) if name in ("blocks", "inline") else function
            for name, function in filters.items()
        }

    def fill(self, name: str, activities: tuple[str, ...], quizzes: tuple[str, ...], **context: Any) -> Markup:
        """Return a piece of a page, which has to link to `activities` and `quizzes`. Raises TemplateProblemError."""
        self._slots = {}
        if "form" in context:
            context["form"] = self._slot(context["form"], "form")
        html = self._run(name, {key: _viewed(value) for key, value in context.items()})
        ids = {selector["id"] for text in REQUIRED[name] if (selector := _SELECTOR.fullmatch(text)) and selector["id"]}
        ids |= {tag["id"] for _, tag in start_tags(self._shell(name)) if "{{" not in tag.get("id", "{{")}
        ids |= {value for _, tag in start_tags(html) if (value := tag.get("id", "")).startswith("home-")}
        cleaner = ShellCleaner(ids, self._slots)
        for what, written in cleaner.refused(html):
            hint = "a template only lays out a page, without scripts or styles; its own ids begin with `theme-`"
            raise TemplateProblemError(
                name, f"a template may not contain {what}", hint, line=self._line_of(name, written)
            )
        cleaned = cleaner.clean(html)
        self._check(name, cleaned, activities, quizzes)
        return Markup(_SLOTTED.sub(lambda match: self._slots[match[1]], cleaned).strip())  # noqa: S704 — cleaned just now

    def _run(self, name: str, context: Mapping[str, Any]) -> str:
        pieces, length = [], 0
        self._environment.steps = 0
        try:
            self._check_circles(name)
            for piece in self._environment.get_template(name).generate(context):
                pieces.append(piece)
                length += len(piece)
                if length > MOST_OUTPUT:
                    break
        except TemplateProblemError:
            raise
        except TemplateSyntaxError as problem:
            raise TemplateProblemError(problem.name or name, problem.message or "", line=problem.lineno) from problem
        except TemplateNotFound as problem:
            hint = "it can include `macros.html`, its own templates, and the shell's: `shell/home.html`"
            message = f"there is no template `{problem.name}`"
            raise TemplateProblemError(name, message, hint, line=_line(problem.__traceback__, name)) from problem
        except Exception as problem:  # any exception of a template is its author's mistake
            template, line = _place(problem.__traceback__, self.sources) or (name, 1)
            raise TemplateProblemError(template, f"the template fails: {problem}", line=line) from problem
        if length > MOST_OUTPUT:
            raise TemplateProblemError(name, f"the template produces more than {MOST_OUTPUT:,} characters")
        return "".join(pieces)

    def _check_circles(self, name: str, within: tuple[str, ...] = ()) -> None:
        """Raise TemplateProblemError for a template that would put itself into itself."""
        for node in self._environment.parse(self.sources[name], name).find_all(_PUTS_IN):
            assert isinstance(node, _PUTS_IN)
            written = node.template.items if isinstance(node.template, nodes.List) else [node.template]
            for each in written:
                target = each.value if isinstance(each, nodes.Const) else None
                if target is None:
                    raise TemplateProblemError(name, "a template is included by its name in quotes", line=node.lineno)
                if target in (*within, name):
                    hint = f"the shell's own is `shell/{target}`"
                    message = f"`{target}` would be put into itself without end"
                    raise TemplateProblemError(name, message, hint, line=node.lineno)
                if target in self.sources:
                    self._check_circles(target, (*within, name))

    def _load(self, name: str) -> tuple[str, str, None] | None:
        if name in self.sources:
            return self.sources[name], name, None
        if name == "macros.html" or name.removeprefix("shell/") in REQUIRED:
            return self._shell(name.removeprefix("shell/")), f"shell/{name}", None
        return None

    def _slot(self, html: str, name: str = "") -> Markup:
        name = name or str(len(self._slots))
        self._slots[name] = html
        return Markup('<span {}="{}"></span>').format(Markup(SLOT), name)  # noqa: S704 — ours

    def _slotting(self, function: Callable[..., Any]) -> Callable[..., Markup]:
        def slotted(text: Any, *arguments: Any) -> Markup:
            if isinstance(text, str):
                raise SecurityError("`blocks` and `inline` are for texts in Markdown, such as `lesson.body | blocks`")
            return self._slot(function(text, *arguments))

        return slotted

    def _line_of(self, name: str, written: str) -> int:
        lines = self.sources[name].split("\n")
        return next((number for number, line in enumerate(lines, 1) if written and written in line), 1)

    def _check(self, name: str, html: str, activities: tuple[str, ...], quizzes: tuple[str, ...]) -> None:
        tags = start_tags(html)
        wanted = [*REQUIRED[name]]
        wanted += [f"[data-activity={activity}]" for activity in activities]
        wanted += [f"[data-quiz={quiz}]" for quiz in quizzes]
        missing = [f"`{selector}`" for selector in wanted if not any(_matches(selector, *tag) for tag in tags)]
        if missing:
            hint = f"the shell's own `{name}` shows where they belong"
            raise TemplateProblemError(name, f"the player needs {', '.join(missing[:6])}", hint)
        if name == "quiz.html" and "form" not in _SLOTTED.findall(html):
            raise TemplateProblemError(name, "the questions are missing from the page", "write `{{ form }}`")
        if name == "lesson.html":
            self._check_text(html, sum("prose" in tag.get("class", "").split() for _, tag in tags))

    @staticmethod
    def _check_text(html: str, texts: int) -> None:
        if not re.search(rf'class="[^"]*\bprose\b[^"]*"[^>]*>\s*<span {SLOT}=', html):
            hint = 'write `<div class="prose">{{ lesson.body | blocks }}</div>`'
            raise TemplateProblemError("lesson.html", "the text of the lesson is not in a `.prose` element", hint)
        if texts > 1:
            message = "a lesson has exactly one `.prose`, in which learners resume by the number of a paragraph"
            raise TemplateProblemError("lesson.html", message)


class _View:
    """An object of the course as templates see it: some of its fields, and no text form, which would show all."""

    __slots__ = ("_record",)

    def __init__(self, record: Any) -> None:
        self._record = record

    def __getattr__(self, name: str) -> Any:
        if name in _CLOSED or name.startswith("_") or callable(value := getattr(self._record, name)):
            raise AttributeError(name)
        return _viewed(value)

    def __str__(self) -> str:
        kind = type(self._record).__name__
        raise SecurityError(f"a {kind} cannot be shown: use one of its fields")

    __repr__ = __str__


def _viewed(value: Any) -> Any:
    if isinstance(value, _OPEN):
        return _View(value)
    return tuple(map(_viewed, value)) if isinstance(value, tuple | list | Iterator) else value


def _matches(selector: str, tag: str, attributes: Mapping[str, str]) -> bool:
    valued = re.fullmatch(r"\[([\w-]+)=([\w-]+)\]", selector)
    if valued:
        return attributes.get(valued[1]) == valued[2]
    parts = _SELECTOR.fullmatch(selector)
    assert parts
    return (
        parts["tag"] in ("", tag)
        and parts["id"] in (None, attributes.get("id"))
        and {*parts["classes"].split(".")} - {""} <= {*attributes.get("class", "").split()}
        and all(name in attributes for name in re.findall(r"[\w-]+", parts["attributes"]))
    )


def _place(trace: TracebackType | None, sources: Mapping[str, str]) -> tuple[str, int] | None:
    """Return the template of the theme, and the line in it, where an exception was raised."""
    found = None
    while trace:
        name = trace.tb_frame.f_code.co_filename
        found = (name, trace.tb_lineno) if name in sources else found
        trace = trace.tb_next
    return found


def _line(trace: TracebackType | None, name: str) -> int:
    place = _place(trace, {name: ""})
    return place[1] if place else 1
