"""An xAPI Profile (1.0, JSON-LD) of a course: a template for every statement that its player sends.

It tells institutions what to expect, and programs can validate statements with it. Ids are under the course's IRI
and stay the same in all editions; the id of the version changes with the course's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from scorm_export.course import Course
from scorm_export.render import Site
from scorm_export.targets.xapi.activities import (
    COURSE_TYPE,
    LESSON_TYPE,
    OBJECTIVE_TYPE,
    QUESTION_TYPE,
    QUIZ_TYPE,
    VIDEO_TYPE,
    activity_iri,
    language_map,
    objective_iri,
    page_activities,
)

FILE = "xapi-profile.jsonld"
_ADL = "http://adlnet.gov/expapi/verbs/"
_VIDEO = "https://w3id.org/xapi/video"
_PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
_FIXED_TIME = "1980-01-01T00:00:00Z"
"""A version needs a time, and the same source must give the same bytes: that of the zip's entries."""

Json = dict[str, Any]


def profile(site: Site) -> dict[str, bytes]:
    """Return the xAPI Profile of a site's course, by the end of its file name."""
    text = json.dumps(_profile(site.course), ensure_ascii=False, indent=2)
    return {FILE: text.encode() + b"\n"}


def _profile(course: Course) -> Json:
    iri = f"{course.iri}/profile"
    version = f"{iri}/{course.version}"
    author = {"type": "Organization", "name": course.provider.name}
    if course.provider.url:
        author["url"] = course.provider.url
    return {
        "@context": "https://w3id.org/xapi/profiles/context",
        "id": iri,
        "type": "Profile",
        "conformsTo": "https://w3id.org/xapi/profiles#1.0",
        "prefLabel": language_map(course.title, course.language),
        "definition": {"en": f"The statements about the course {course.iri}, version {course.version}"},
        "author": author,
        "versions": [{"id": version, "generatedAtTime": _FIXED_TIME}],
        "templates": [{**template, "inScheme": version} for template in _Templates(course).all()],
    }


class _Templates:
    """The templates of one course; each verb is combined with the type of its object."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.parts = [
            _all("$.context.contextActivities.parent[*].id"),
            {"location": "$.context.contextActivities.grouping[*].id", "presence": "included", "any": [course.iri]},
        ]

    def all(self) -> list[Json]:
        """Return every template, in the order in which a learner meets them."""
        course = self.course
        lessons = [activity_iri(course, lesson) for lesson in course.lessons]
        quizzes = [activity_iri(course, quiz) for quiz in course.quizzes]
        pages = [page for activity in course.activities for page in page_activities(course, activity).values()]
        questions = [page["id"] for page in pages if page["definition"]["type"] == QUESTION_TYPE]
        videos = [page["id"] for page in pages if page["definition"]["type"] == VIDEO_TYPE]
        objectives = [objective_iri(course, objective.id) for objective in course.objectives]
        templates = [
            self.of_course("initialized", "The learner opens the course.", _never("$.result")),
            self.of_course(
                "progressed",
                "The learner has done more of the course.",
                _all(f"$.result.extensions['{_PROGRESS}']", list(range(101))),
            ),
            self.of_course(
                "completed",
                "The learner has done everything that completion requires.",
                _all("$.result.completion", [True]),
                _all("$.result.duration"),
            ),
            self.of_course("terminated", "The learner leaves.", _all("$.result.duration")),
            self.of_part(
                "lesson", "experienced", LESSON_TYPE, lessons, "The learner opens a lesson for the first time."
            ),
        ]
        if quizzes:
            templates += self.of_quizzes(quizzes, objectives)
        if questions:
            templates.append(self.of_questions(questions))
        if videos:
            templates += self.of_videos(videos)
        return templates

    def of_questions(self, questions: list[str]) -> Json:
        """Return the template of answers, to questions of quizzes and to checks of lessons."""
        return self.of_part(
            "question",
            "answered",
            QUESTION_TYPE,
            questions,
            "The learner hands in a question.",
            _all("$.result.score.scaled"),
            _all("$.result.success", [True, False]),
            _all("$.object.definition.interactionType"),
        )

    def of_quizzes(self, quizzes: list[str], objectives: list[str]) -> list[Json]:
        """Return the templates of everything that is judged."""
        score, scaled = _all("$.result.score.raw"), _all("$.result.score.scaled")
        right, wrong = _all("$.result.success", [True]), _all("$.result.success", [False])
        return [
            self.of_course("passed", "The learner has completed the course and reached its pass mark.", right),
            self.of_course("failed", "The learner can no longer reach the pass mark.", wrong),
            self.of_course("scored", "The score has changed, but not the verdict.", score, scaled),
            self.of_part("quiz", "attempted", QUIZ_TYPE, quizzes, "The learner begins a quiz."),
            self.of_part(
                "quiz",
                "completed",
                QUIZ_TYPE,
                quizzes,
                "The learner hands in a quiz.",
                score,
                scaled,
                _all("$.result.completion", [True]),
            ),
            self.of_part(
                "quiz",
                "passed",
                QUIZ_TYPE,
                quizzes,
                "The learner hands in a quiz with the course's pass mark or more.",
                score,
                scaled,
                right,
            ),
            self.of_part(
                "quiz",
                "failed",
                QUIZ_TYPE,
                quizzes,
                "The learner hands in a quiz with less than the course's pass mark.",
                score,
                scaled,
                wrong,
            ),
            self.of_part(
                "objective",
                "scored",
                OBJECTIVE_TYPE,
                objectives,
                "The result of an objective, according to the quizzes.",
                score,
                scaled,
            ),
        ]

    def of_videos(self, videos: list[str]) -> list[Json]:
        """Return the templates of statements of the xAPI Video Profile, as far as the player sends them."""

        def statement(name: str, definition: str, *extensions: str) -> Json:
            own = name in ("played", "paused", "seeked")
            rules = [_all(f"$.result.extensions['{_VIDEO}/extensions/{key}']") for key in extensions]
            session = _all(f"$.context.extensions['{_VIDEO}/extensions/session-id']")
            category = {
                "location": "$.context.contextActivities.category[*].id",
                "presence": "included",
                "any": [_VIDEO],
            }
            return self.of_part(
                "video",
                name,
                VIDEO_TYPE,
                videos,
                definition,
                *rules,
                session,
                category,
                vocabulary=f"{_VIDEO}/verbs/" if own else _ADL,
            )

        return [
            statement("initialized", "The learner plays a video for the first time in this session."),
            statement("played", "The learner starts a video.", "time"),
            statement("paused", "The learner pauses a video, or it ends.", "time", "progress", "played-segments"),
            statement("seeked", "The learner jumps to another position in a video.", "time-from", "time-to"),
            statement(
                "completed", "The learner has played nearly all of a video.", "time", "progress", "played-segments"
            ),
            statement(
                "terminated", "The learner leaves the lesson with the video.", "time", "progress", "played-segments"
            ),
        ]

    def of_course(self, name: str, definition: str, *rules: Json) -> Json:
        """Return the template of a statement about the course itself."""
        rules = (_all("$.object.id", [self.course.iri]), *rules)
        return self.template("course", name, COURSE_TYPE, definition, rules=rules)

    def of_part(
        self, part: str, name: str, kind: str, ids: Iterable[str], definition: str, *rules: Json, vocabulary: str = _ADL
    ) -> Json:
        """Return the template of a statement about a module, activity or question."""
        rules = (_all("$.object.id", list(ids)), *self.parts, *rules)
        return self.template(part, name, kind, definition, rules=rules, vocabulary=vocabulary)

    def template(
        self, part: str, name: str, kind: str, definition: str, *, rules: Iterable[Json], vocabulary: str = _ADL
    ) -> Json:
        """Return a template; every statement has a timestamp and names the course's edition."""
        always = [
            _all("$.id"),
            _all("$.timestamp"),
            _all("$.context.revision", [self.course.version]),
            _all("$.context.platform"),
            _all("$.context.language", [self.course.language]),
        ]
        return {
            "id": f"{self.course.iri}/profile/templates/{part}-{name}",
            "type": "StatementTemplate",
            "prefLabel": {"en": f"{part} {name}"},
            "definition": {"en": definition},
            "verb": vocabulary + name,
            "objectActivityType": kind,
            "rules": [*always, *rules],
        }


def _all(location: str, values: list[Any] | None = None) -> Json:
    """Return the rule that a property is present, with one of some values."""
    return {"location": location, "presence": "included"} | ({} if values is None else {"all": values})


def _never(location: str) -> Json:
    return {"location": location, "presence": "excluded"}
