"""How long a course says it takes."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from scorm_export.course import Course, Lesson
from scorm_export.course.reading_time import reading_minutes
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.captions import Cue

_Captions = Mapping[str, tuple[Cue, ...]]
_LEAST, _MOST, _MOST_BESIDE = 0.5, 5, 10
"""Factors of the time that a lesson's text and videos take, and minutes for other work that learners do."""


def check(course: Course, captions: _Captions, found: Diagnostics) -> None:
    """Report a span of time that ends before it begins, and lessons whose time is far from that of their text."""
    effort = course.effort
    if effort is not None and effort.least > effort.most:
        found.error(
            "effort-order", "`least` is more than `most`", effort.origin.of("least"), "exchange the two durations"
        )
    for lesson in course.lessons:
        _check_lesson(lesson, course.language, captions, found)


def _check_lesson(lesson: Lesson, language: str, captions: _Captions, found: Diagnostics) -> None:
    taken = reading_minutes(lesson.body.plain, language) + _watching(lesson, captions)
    least, most = _LEAST * taken, _MOST * taken + _MOST_BESIDE
    if not least <= lesson.minutes <= most:
        found.note(
            "minutes-far-off",
            f"the text and the videos of this lesson take about {max(1, round(taken))} min, not {lesson.minutes}",
            lesson.origin.of("minutes"),
            "say how long learners need, with what they think about and write down",
        )


def _watching(lesson: Lesson, captions: _Captions) -> float:
    """Return the minutes of a lesson's videos: the end of each one's last caption."""
    folder = posixpath.dirname(lesson.path)
    named = {medium.captions for medium in lesson.body.media if medium.captions}
    cues = [captions.get(posixpath.normpath(posixpath.join(folder, name)), ()) for name in named]
    return sum(each[-1].end for each in cues if each) / 60
