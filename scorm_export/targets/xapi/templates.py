"""The statement templates of a course's xAPI Profile: one for each kind of statement that its player sends.

Verb, type of the object and type of its parent determine which template a statement follows; no two templates share
all three (xAPI Profiles 1.0, 8.0).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scorm_export.course import Course, Lesson, Purpose, Quiz
from scorm_export.targets.xapi.activities import (
    COURSE_TYPE,
    LESSON_TYPE,
    OBJECTIVE_TYPE,
    QUESTION_TYPE,
    QUIZ_TYPE,
    SURVEY_TYPE,
    VIDEO_TYPE,
    activity_iri,
    objective_iri,
    page_activities,
    profile_iri,
)

_ADL = "http://adlnet.gov/expapi/verbs/"
_VIDEO = "https://w3id.org/xapi/video"
_ALWAYS = ("id", "timestamp", "context.revision", "context.platform", "context.language")
"""Where every statement has a value."""
_PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"

Json = dict[str, Any]


def templates(course: Course) -> list[Json]:
    """Return every template of a course, in the order in which a learner meets them; `prefLabel` names each."""
    return _Templates(course).all()


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
        surveys = [quiz for quiz in course.quizzes if quiz.purpose is Purpose.SURVEY]
        quizzes = [quiz for quiz in course.quizzes if quiz.purpose is not Purpose.SURVEY]
        videos = self.pages(course.lessons, VIDEO_TYPE)
        checks = self.pages(course.lessons, QUESTION_TYPE) if course.report_checks else []
        found = [
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
                "lesson",
                "experienced",
                LESSON_TYPE,
                self.ids(course.lessons),
                "The learner opens a lesson for the first time.",
            ),
        ]
        if checks:
            is_judged = all(check.points for lesson in course.lessons for check in lesson.checks)
            found.append(self.of_questions("check", LESSON_TYPE, checks, is_judged=is_judged))
        if quizzes:
            found += self.of_quizzes(quizzes)
        if surveys:
            found += self.of_surveys(surveys)
        if videos:
            found += self.of_videos(videos)
        return found

    def ids(self, activities: Iterable[Lesson | Quiz]) -> list[str]:
        """Return the IRIs of lessons or quizzes."""
        return [activity_iri(self.course, activity) for activity in activities]

    def pages(self, activities: Iterable[Lesson | Quiz], kind: str) -> list[str]:
        """Return the IRIs of what is of a type in lessons or quizzes."""
        found = (page for one in activities for page in page_activities(self.course, one).values())
        return [page["id"] for page in found if page["definition"]["type"] == kind]

    def of_questions(self, part: str, parent: str, ids: list[str], *, is_judged: bool) -> Json:
        """Return the template of answers. Not every one has a score, unless all questions are judged."""
        presence = "included" if is_judged else "recommended"
        return self.of_part(
            part,
            "answered",
            QUESTION_TYPE,
            ids,
            "The learner answers a check in a lesson." if part == "check" else "The learner hands in a question.",
            {"location": "$.result.score.scaled", "presence": presence},
            {"location": "$.result.success", "presence": presence, "all": [True, False]},
            _all("$.object.definition.interactionType"),
            parent=parent,
        )

    def of_surveys(self, surveys: list[Quiz]) -> list[Json]:
        """Return the templates of what nobody judges. An anonymous answer stands alone: it has no registration."""
        answered = self.of_part(
            "survey-question",
            "answered",
            QUESTION_TYPE,
            self.pages(surveys, QUESTION_TYPE),
            "The learner answers a question of a survey. In an anonymous survey the actor is random, and the statement "
            "has no registration: then it stands alone.",
            _never("$.result.score"),
            _never("$.result.success"),
            parent=SURVEY_TYPE,
        )
        if any(survey.anonymous for survey in surveys):
            answered["allowedSolo"] = True
        ids = self.ids(surveys)
        return [
            self.of_part("survey", "attempted", SURVEY_TYPE, ids, "The learner begins a survey."),
            answered,
            self.of_part(
                "survey",
                "completed",
                SURVEY_TYPE,
                ids,
                "The learner sends a survey.",
                _never("$.result.score"),
                _all("$.result.completion", [True]),
            ),
        ]

    def of_quizzes(self, quizzes: list[Quiz]) -> list[Json]:
        """Return the templates of everything that is judged."""
        score, scaled = _all("$.result.score.raw"), _all("$.result.score.scaled")
        right, wrong = _all("$.result.success", [True]), _all("$.result.success", [False])
        ids = self.ids(quizzes)
        objectives = [objective_iri(self.course, objective.id) for objective in self.course.objectives]
        scores = [score, scaled] if all(quiz.points for quiz in quizzes) else []
        is_judged = all(question.points for quiz in quizzes for question in quiz.pool)
        return [
            self.of_course("passed", "The learner has completed the course and reached its pass mark.", right),
            self.of_course("failed", "The learner can no longer reach the pass mark.", wrong),
            self.of_course("scored", "The score has changed, but not the verdict.", score, scaled),
            self.of_part("quiz", "attempted", QUIZ_TYPE, ids, "The learner begins a quiz."),
            self.of_questions("question", QUIZ_TYPE, self.pages(quizzes, QUESTION_TYPE), is_judged=is_judged),
            self.of_part(
                "quiz",
                "completed",
                QUIZ_TYPE,
                ids,
                "The learner hands in a quiz.",
                *scores,
                _all("$.result.completion", [True]),
            ),
            self.of_part(
                "quiz",
                "passed",
                QUIZ_TYPE,
                ids,
                "The learner hands in a quiz with the course's pass mark or more.",
                score,
                scaled,
                right,
            ),
            self.of_part(
                "quiz",
                "failed",
                QUIZ_TYPE,
                ids,
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
        self,
        part: str,
        name: str,
        kind: str,
        ids: Iterable[str],
        definition: str,
        *rules: Json,
        vocabulary: str = _ADL,
        parent: str | None = None,
    ) -> Json:
        """Return the template of a statement about a module, activity or question."""
        rules = (_all("$.object.id", list(ids)), *self.parts, *rules)
        return self.template(part, name, kind, definition, rules=rules, vocabulary=vocabulary, parent=parent)

    def template(
        self,
        part: str,
        name: str,
        kind: str,
        definition: str,
        *,
        rules: Iterable[Json],
        vocabulary: str = _ADL,
        parent: str | None = None,
    ) -> Json:
        """Return a template; every statement has a timestamp and names the course's edition."""
        always = [_all(f"$.{location}") for location in _ALWAYS]
        return {
            "id": f"{profile_iri(self.course)}/templates/{part}-{name}",
            "type": "StatementTemplate",
            "prefLabel": {"en": f"{part} {name}"},
            "definition": {"en": definition},
            "verb": vocabulary + name,
            "objectActivityType": kind,
            **({"contextParentActivityType": [parent]} if parent else {}),
            "rules": [*always, *rules],
        }


def _all(location: str, values: list[Any] | None = None) -> Json:
    """Return the rule that a property is present, with one of some values."""
    return {"location": location, "presence": "included"} | ({} if values is None else {"all": values})


def _never(location: str) -> Json:
    return {"location": location, "presence": "excluded"}
