"""The course's xAPI activities: one for everything that a statement can be about (xAPI 1.0.3, Data 2.4.4.1).

Every id is an IRI under the course's own, made from authors' ids, and as permanent as these. The shapes that
reach the player are those of its `activity_types.ts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scorm_export.blocks.video.block import videos
from scorm_export.check import Limits
from scorm_export.course import Activity, Course, Lesson, Lrs, Purpose, Question, Quiz
from scorm_export.render.names import PLAYER, VIDEOS, activity_of
from scorm_export.render.player_data import compact_json
from scorm_export.source.document import Document
from scorm_export.targets.base import Files, script
from scorm_export.version import __version__

Json = dict[str, Any]
_ADL = "http://adlnet.gov/expapi/activities/"
COURSE_TYPE, MODULE_TYPE, LESSON_TYPE = f"{_ADL}course", f"{_ADL}module", f"{_ADL}lesson"
QUIZ_TYPE, QUESTION_TYPE, OBJECTIVE_TYPE = f"{_ADL}assessment", f"{_ADL}cmi.interaction", f"{_ADL}objective"
VIDEO_TYPE = "https://w3id.org/xapi/video/activity-type/video"
RUN_TYPE = "http://activitystrea.ms/schema/1.0/event"
SURVEY_TYPE = "http://id.tincanapi.com/activitytype/survey"
_NAME_LENGTH = 120
"""Characters of a question's name, for lists in reports; its description is the whole prompt."""
_STATE_LIMIT = 32_000
"""Characters of saved state: half of what a browser sends while a page closes; the last statements take the rest."""


def limits(standard: str, names_learner: str | None = None) -> Limits:
    """Return the limits of xAPI and the standards built on it; the State API itself sets none."""
    return Limits(
        standard,
        _STATE_LIMIT,
        "what is sent while a page closes has to fit 64 KiB (Fetch Standard, keepalive)",
        names_learner=names_learner,
    )


def language_map(text: str, course: Course) -> dict[str, str]:
    """Return a text by RFC 5646 tags; English by `en` and `en-US`, since some LMSs look for only one of them."""
    texts = dict(course.in_languages(text))
    for language, each in tuple(texts.items()):
        also = "en-US" if language == "en" else "en" if language.startswith("en-") else language
        texts.setdefault(also, each)
    return texts


def module_iri(course: Course, module: str) -> str:
    """Return the IRI of a module, by its id."""
    return f"{course.iri}/modules/{module}"


def activity_iri(course: Course, activity: Activity) -> str:
    """Return the IRI of a lesson or quiz."""
    return f"{course.iri}/{'lessons' if isinstance(activity, Lesson) else 'quizzes'}/{activity.id}"


def objective_iri(course: Course, objective: str) -> str:
    """Return the IRI of an objective, by its id."""
    return f"{course.iri}/objectives/{objective}"


def launch_iri(course: Course, launch: str) -> str:
    """Return the IRI of a launch, by its id; never that of the course, module or lesson that it shows."""
    return f"{course.iri}/units/{launch}"


def run_iri(course: str, run: str) -> str:
    """Return the IRI of a run of the course with an IRI, by its name."""
    return f"{course}/runs/{run}"


def activity_type(activity: Activity) -> str:
    """Return the IRI of the type of a lesson or quiz."""
    if isinstance(activity, Lesson):
        return LESSON_TYPE
    return SURVEY_TYPE if activity.purpose is Purpose.SURVEY else QUIZ_TYPE


def profile_iri(course: Course) -> str:
    """Return the IRI of the course's xAPI Profile, in all its versions."""
    return f"{course.iri}/profile"


def profile_version_iri(course: Course) -> str:
    """Return the IRI of the version of the xAPI Profile that belongs to this edition."""
    return f"{profile_iri(course)}/{course.version}"


def add_activities(files: Files, course: Course, lrs: Lrs | None = None, *, with_profile: bool = True) -> Files:
    """Return a package whose scripts also pass the xAPI activities and the LRS to the player.

    The course's own are in `player.js`, those of a page in its script: without extra requests, and a launch costs the
    same for any number of questions. The videos of a lesson come with the part of the player that tracks them.
    `with_profile`: whether the statements follow the course's xAPI Profile, and say so.
    Raises NotBuiltError.
    """
    head = f"window.courseActivities={compact_json(course_activities(course, with_profile=with_profile))};\n"
    if lrs is not None:
        head += f"window.courseLrs={compact_json(_reporting(lrs))};\n"
    of_pages: dict[str, tuple[str, str]] = {}
    for activity in course.activities:
        if page := page_activities(course, activity):
            call = f"pageActivities({compact_json(activity.id)},{compact_json(page)});\n"
            has_videos = isinstance(activity, Lesson) and any(videos(activity.body))
            follower = script(VIDEOS).decode() if has_videos else ""
            of_pages[activity.id] = (follower, call)

    def around(name: str) -> tuple[str, str]:
        return (head, "") if name == PLAYER else of_pages.get(activity_of(name) or "", ("", ""))

    return {
        name: _around(content, *around(name)) if isinstance(content, bytes) and any(around(name)) else content
        for name, content in files.items()
    }


def _around(content: bytes, before: str, after: str) -> bytes:
    return before.encode() + content + after.encode()


def _reporting(lrs: Lrs) -> Json:
    access = {"token": lrs.token} if lrs.token is not None else {"key": lrs.authorization}
    return {"endpoint": lrs.endpoint, "homePage": lrs.home_page, "access": access}


def course_activities(course: Course, *, with_profile: bool = True) -> Json:
    """Return the CourseActivities of a course."""
    return {
        **({"profile": profile_version_iri(course)} if with_profile else {}),
        **({"around": [_run(course, run)]} if (run := course.run or (course.lrs and course.lrs.run)) else {}),
        "revision": course.version,
        "language": course.language,
        "platform": f"scorm-export {__version__}",
        "course": _xapi_activity(course.iri, COURSE_TYPE, course.title, course, description=course.description),
        "modules": {
            m.id: _xapi_activity(module_iri(course, m.id), MODULE_TYPE, m.title, course, description=m.description)
            for m in course.modules
        },
        "activities": {
            a.id: _xapi_activity(
                activity_iri(course, a),
                activity_type(a),
                a.title,
                course,
                description=a.introduction if isinstance(a, Quiz) else None,
            )
            for a in course.activities
        },
        "moduleOf": {a.id: m.id for m in course.modules for a in m.activities},
        "objectives": {
            o.id: _xapi_activity(objective_iri(course, o.id), OBJECTIVE_TYPE, o.text.plain or o.id, course)
            for o in course.objectives
        },
    }


def _run(course: Course, run: str) -> Json:
    return _xapi_activity(run_iri(course.iri, run), RUN_TYPE, run, course)


def page_activities(course: Course, activity: Activity) -> dict[str, Json]:
    """Return the PageActivities of a page: the questions of a quiz, the checks and videos of a lesson; often none."""
    iri = activity_iri(course, activity)
    if isinstance(activity, Quiz):
        return {q.id: _question(f"{iri}/questions/{q.id}", q, course) for q in activity.pool}
    watched = {
        name: _xapi_activity(f"{iri}/videos/{name.removeprefix('video-')}", VIDEO_TYPE, title, course)
        for name, title in videos(activity.body)
    }
    return {q.id: _question(f"{iri}/checks/{q.id}", q, course) for q in activity.checks} | watched


def _question(iri: str, question: Question, course: Course) -> Json:
    prompt = question.prompt.plain or question.id
    properties = interaction(question, course)
    return _xapi_activity(iri, QUESTION_TYPE, _in_short(prompt), course, description=prompt, properties=properties)


def _in_short(text: str) -> str:
    if len(text) <= _NAME_LENGTH:
        return text
    cut = text[: _NAME_LENGTH - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–-") + "…"


def interaction(question: Question, course: Course) -> Json:
    """Return a question's interaction properties by the names of `tincan`.

    `correctResponsesPattern` is not among them: anyone could read it in the package. The player adds it
    to its statements.
    """
    told = question.interaction()
    components = {name: getattr(told, name) for name in ("choices", "scale", "source", "target", "steps")}
    return {"interaction_type": told.type} | {
        name: [{"id": i, "description": language_map(text.plain or i, course)} for i, text in texts]
        for name, texts in components.items()
        if texts
    }


def _xapi_activity(
    iri: str,
    kind: str,
    name: str,
    course: Course,
    *,
    description: Document | str | None = None,
    properties: Mapping[str, Any] | None = None,
) -> Json:
    """Return an xAPI activity as JSON, by tincan's types, without an empty name or description."""
    import tincan  # noqa: PLC0415 — a tenth of the start-up time, and few commands need it

    text = description.plain if isinstance(description, Document) else description
    texts = {"description": language_map(text, course)} if text else {}
    definition = tincan.ActivityDefinition(name=language_map(name, course), type=kind, **texts, **(properties or {}))
    activity: Json = tincan.Activity(id=iri, definition=definition).as_version()
    return {"objectType": activity["objectType"], "id": activity["id"], "definition": activity["definition"]}
