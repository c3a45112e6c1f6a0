"""The site: one page for the course and one for each activity, rendered by the templates."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scorm_export.check import CheckedCourse
from scorm_export.course import Activity, Course, Lesson, Module
from scorm_export.render.html import HtmlRenderer
from scorm_export.render.names import HOME, STYLE, media_name, page_name, page_script_name
from scorm_export.render.player_data import compact_json, course_data, page_script
from scorm_export.words import Words, direction, words_for

_HERE = Path(__file__).parent
_THEME = _HERE.parent / "themes" / "default"


@dataclass(frozen=True, kw_only=True, slots=True)
class Launch:
    """What an LMS opens at a time, before a standard calls it SCO or assignable unit."""

    id: str
    title: str
    page: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Everything a package shows, and where it is opened."""

    course: Course
    launches: tuple[Launch, ...]
    files: dict[str, bytes | Path] = field(repr=False)
    """By name in the package, in the order a reader would meet them."""


def render(checked: CheckedCourse, root: Path) -> Site:
    """Render a course; `root` is the folder its media are streamed from."""
    course = checked.course
    pages = _Pages(checked)
    files: dict[str, bytes | Path] = {HOME: pages.home(), STYLE: (_THEME / "style.css").read_bytes()}
    activities = list(course.activities)
    places = [(number, module) for number, module in enumerate(course.modules, 1) for _ in module.activities]
    neighbours = zip([None, *activities[:-1]], [*activities[1:], None], strict=True)
    for activity, place, (previous, following) in zip(activities, places, neighbours, strict=True):
        article = pages.article(activity, place, previous, following)
        files[page_name(activity.id)] = pages.page(activity, article)
        files[page_script_name(activity.id)] = page_script(activity, article).encode()
    files |= {media_name(asset.path): root / asset.path for asset in checked.assets}
    return Site(course=course, launches=(Launch(id=course.id, title=course.title, page=HOME),), files=files)


class _Pages:
    """The templates, ready for one course."""

    def __init__(self, checked: CheckedCourse) -> None:
        self.course = checked.course
        self.words = words_for(self.course.language)
        html = HtmlRenderer(checked, self.words)
        self.environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.environment.filters |= {
            "blocks": html.blocks,
            "inline": html.inline,
            "points": points,
            "fill": fill,
            "duration": duration,
        }

    def home(self) -> bytes:
        """Return the course's own page."""
        return self._fill("index.html", data=Markup(compact_json(course_data(self.course, self.words))))  # noqa: S704

    def article(
        self, activity: Activity, place: tuple[int, Module], previous: Activity | None, following: Activity | None
    ) -> str:
        """Return an activity as its page and the player show it; `place` is its module and that one's number."""
        number, module = place
        kind = "lesson" if isinstance(activity, Lesson) else "quiz"
        text = self._fill(
            f"{kind}.html", **{kind: activity}, module=module, number=number, previous=previous, next=following
        )
        return text.decode().strip()

    def page(self, activity: Activity, article: str) -> bytes:
        """Return an activity's page of its own."""
        return self._fill("page.html", activity=activity, article=Markup(article))  # noqa: S704 — escaped already

    def _fill(self, template: str, **context: Any) -> bytes:
        text = self.environment.get_template(template).render(
            course=self.course, words=self.words, direction=direction(self.course.language), **context
        )
        return text.encode()


def points(number: Decimal) -> str:
    """Return points without trailing zeros: 2.50 is 2.5 and 100 stays 100."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fill(text: str, **values: object) -> str:
    """Fill the placeholders of a text of the interface."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def duration(minutes: int, words: Words) -> str:
    """Return a time as people say it: 45 min, 2 h, 1 h 30 min."""
    hours, rest = divmod(minutes, 60)
    key = "minutes" if not hours else "hours_and_minutes" if rest else "hours"
    return fill(words["page"][key], hours=hours, minutes=rest)
