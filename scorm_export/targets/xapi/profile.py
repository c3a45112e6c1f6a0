"""An xAPI Profile (1.0, JSON-LD) of a course: a template for every statement that its player sends.

Institutions read from it what to expect, and a machine can hold statements against it. Ids lie under the course's IRI
and stay from edition to edition; the version's follows the course's.
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
"""A version must tell when it was made, and the same source give the same bytes: the time of the zip's entries."""

Json = dict[str, Any]


def profile(site: Site) -> dict[str, bytes]:
    """Return the profile of a site's course, by the end of its file's name."""
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
    """The templates of one course; each verb is met with the type of object that it is said of."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.parts = [
            _all("$.context.contextActivities.parent[*].id"),
            {"location": "$.context.contextActivities.grouping[*].id", "presence": "included", "any": [course.iri]},
        ]

    def all(self) -> list[Json]:
        """Return every template, in the order a learner meets them."""
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
                "More of the course is done.",
                _all(f"$.result.extensions['{_PROGRESS}']", list(range(101))),
            ),
            self.of_course(
                "completed",
                "Everything that completion asks for is done.",
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
            "A question was handed in.",
            _all("$.result.score.scaled"),
            _all("$.result.success", [True, False]),
            _all("$.object.definition.interactionType"),
        )

    def of_quizzes(self, quizzes: list[str], objectives: list[str]) -> list[Json]:
        """Return the templates of what is judged."""
        score, scaled = _all("$.result.score.raw"), _all("$.result.score.scaled")
        right, wrong = _all("$.result.success", [True]), _all("$.result.success", [False])
        return [
            self.of_course("passed", "The course is completed and its pass mark reached.", right),
            self.of_course("failed", "The pass mark cannot be reached any more.", wrong),
            self.of_course("scored", "The score has changed and the verdict has not.", score, scaled),
            self.of_part("quiz", "attempted", QUIZ_TYPE, quizzes, "The learner begins a quiz."),
            self.of_part(
                "quiz",
                "completed",
                QUIZ_TYPE,
                quizzes,
                "A quiz was handed in.",
                score,
                scaled,
                _all("$.result.completion", [True]),
            ),
            self.of_part(
                "quiz",
                "passed",
                QUIZ_TYPE,
                quizzes,
                "A quiz was handed in with the course's share to pass, or more.",
                score,
                scaled,
                right,
            ),
            self.of_part(
                "quiz",
                "failed",
                QUIZ_TYPE,
                quizzes,
                "A quiz was handed in with less than that share.",
                score,
                scaled,
                wrong,
            ),
            self.of_part(
                "objective",
                "scored",
                OBJECTIVE_TYPE,
                objectives,
                "What the quizzes tell of an objective.",
                score,
                scaled,
            ),
        ]

    def of_videos(self, videos: list[str]) -> list[Json]:
        """Return the templates of the video profile's statements, as far as the course answers for them."""

        def said(name: str, definition: str, *told: str) -> Json:
            own = name in ("played", "paused", "seeked")
            rules = [_all(f"$.result.extensions['{_VIDEO}/extensions/{key}']") for key in told]
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
            said("initialized", "A video is played for the first time in this session."),
            said("played", "A video begins to play.", "time"),
            said("paused", "A video stops playing.", "time", "progress", "played-segments"),
            said("seeked", "The learner goes to another place of a video.", "time-from", "time-to"),
            said("completed", "Nearly all of a video was played.", "time", "progress", "played-segments"),
            said("terminated", "The lesson with the video is left.", "time", "progress", "played-segments"),
        ]

    def of_course(self, name: str, definition: str, *rules: Json) -> Json:
        """Return the template of a statement about the course itself."""
        rules = (_all("$.object.id", [self.course.iri]), *rules)
        return self.template("course", name, COURSE_TYPE, definition, rules=rules)

    def of_part(
        self, part: str, name: str, kind: str, ids: Iterable[str], definition: str, *rules: Json, vocabulary: str = _ADL
    ) -> Json:
        """Return the template of a statement about some part of the course."""
        rules = (_all("$.object.id", list(ids)), *self.parts, *rules)
        return self.template(part, name, kind, definition, rules=rules, vocabulary=vocabulary)

    def template(
        self, part: str, name: str, kind: str, definition: str, *, rules: Iterable[Json], vocabulary: str = _ADL
    ) -> Json:
        """Return a template; every statement tells when it was true and of which edition."""
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
    """Say that something is there, and has one of some values."""
    return {"location": location, "presence": "included"} | ({} if values is None else {"all": values})


def _never(location: str) -> Json:
    return {"location": location, "presence": "excluded"}
