"""The player's statements about a learner's work, in the shapes of its `record/*.ts`; tests compare them.

Points are hundredths, as in the player; times are UTC.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scorm_export.course import Course, Lesson, Quiz
from scorm_export.targets.xapi.activities import course_activities, page_activities

Json = dict[str, Any]
_ADL = "http://adlnet.gov/expapi/verbs/"
_PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"
_ATTEMPT = "http://id.tincanapi.com/extension/attempt-id"
_VIDEO = "https://w3id.org/xapi/video"
_VIDEO_VERBS = ("played", "paused", "seeked")
COMPLETION_THRESHOLD = 0.95
_NAMESPACE = uuid.UUID("6f0f5d5e-3a0c-4c57-9b0a-2c9b7f3f9d11")
"""The namespace of the ids that the player derives (stamps.ts)."""

_SPELT_AS_ANSWERED = ("choice", "true-false", "matching", "sequencing")
"""Interactions whose pattern is the right answer; the patterns of others, ranges or alternatives, are left out."""

Once = Sequence[Any] | None
"""What identifies a statement besides its verb and object; None where there may be several."""


@dataclass(frozen=True, slots=True)
class Score:
    """Points earned, all points, and the fewest that can be earned, in hundredths."""

    earned: int
    total: int
    least: int = 0

    def as_json(self) -> Json:
        """Return the score of a result; `scaled` is rounded down, so that a mark just missed never looks reached."""
        scaled = _number(self.earned * 10_000 // self.total / 10_000)
        return {
            "scaled": scaled,
            "raw": _number(self.earned / 100),
            "min": _number(self.least / 100),
            "max": _number(self.total / 100),
        }


class Vocabulary:
    """What statements about a course refer to: its activities, and right answers with one spelling."""

    def __init__(self, course: Course) -> None:
        self.activities = course_activities(course)
        self.pages = {activity.id: page_activities(course, activity) for activity in course.activities}
        self.patterns = {
            (activity.id, question.id): pattern.response
            for activity in course.activities
            for question in (activity.checks if isinstance(activity, Lesson) else activity.pool)
            for pattern in question.typical_answers()[:1]
            if pattern.earned and question.interaction().type in _SPELT_AS_ANSWERED
        }


class Statements:
    """Makes the statements of one learner in one registration; `new_id` returns ids for those that may be repeated."""

    def __init__(self, vocabulary: Vocabulary, actor: Json, registration: str, new_id: Callable[[], str]) -> None:
        self.activities = vocabulary.activities
        self.pages = vocabulary.pages
        self._patterns = vocabulary.patterns
        self.actor = actor
        self.registration = registration
        self._new_id = new_id

    def of_course(self, name: str, when: datetime, once: Once, result: Json | None = None) -> Json:
        """Return a statement about the launched activity."""
        return self._statement(_verb(_ADL, name), self.activities["course"], when, once, result, {})

    def progressed(self, when: datetime, percent: int) -> Json:
        """Return a statement that a percentage of the course is done."""
        return self.of_course("progressed", when, [percent], {"extensions": {_PROGRESS: percent}})

    def visited(self, when: datetime, lesson: str) -> Json:
        """Return a statement that a lesson was opened for the first time."""
        return self._of_activity(_verb(_ADL, "experienced"), lesson, when, [])

    def attempted(self, when: datetime, quiz: str, attempt: int, attempt_id: str) -> Json:
        """Return a statement that an attempt was begun."""
        return self._of_activity(_verb(_ADL, "attempted"), quiz, when, [attempt_id], None, {_ATTEMPT: str(attempt)})

    def answered(
        self,
        when: datetime,
        asker: str,
        question: str,
        response: str | None,
        score: Score,
        seconds: float | None,
        objectives: Iterable[str],
        attempt: int,
        attempt_id: str,
    ) -> Json:
        """Return a statement of a judged answer to a question or a check; without points it has no score."""
        result: Json = {}
        if score.total:
            result |= {"score": score.as_json(), "success": score.earned == score.total}
        if response is not None:
            result["response"] = response
        if seconds is not None:
            result["duration"] = duration(seconds)
        asked = self.pages[asker][question]
        if pattern := self._patterns.get((asker, question)):
            asked = {**asked, "definition": {**asked["definition"], "correctResponsesPattern": [pattern]}}
        other = [_reference(self.activities["objectives"][name]) for name in objectives]
        return self._of_part(
            _verb(_ADL, "answered"),
            asked,
            when,
            [attempt_id],
            result,
            [self.activities["activities"][asker], self._module_of(asker)],
            {_ATTEMPT: str(attempt)},
            other=other,
        )

    def handed_in(
        self,
        when: datetime,
        quiz: Quiz,
        score: Score,
        status: str,
        seconds: float | None,
        attempt: int,
        attempt_id: str,
    ) -> list[Json]:
        """Return statements that a quiz was completed and, if it has a pass mark, passed or failed."""
        result: Json = {"score": score.as_json()} if score.total else {}
        result |= {} if seconds is None else {"duration": duration(seconds)}
        extensions = {_ATTEMPT: str(attempt)}
        done = {**result, "completion": True}
        said = [self._of_activity(_verb(_ADL, "completed", "the quiz"), quiz.id, when, [attempt_id], done, extensions)]
        if status != "completed":
            judged = {**result, "success": status == "passed"}
            verb = _verb(_ADL, "passed", "the quiz")
            verdict = self._of_activity(verb, quiz.id, when, [attempt_id], judged, extensions)
            said.append({**verdict, "verb": _verb(_ADL, status, "the quiz")})
        return said

    def objective(self, when: datetime, name: str, score: Score, status: str, attempt_id: str) -> Json:
        """Return a statement of the status of an objective."""
        final = {"success": status == "passed"} if status in ("passed", "failed") else {}
        result = {"score": score.as_json(), **final}
        once = [attempt_id, score.earned, status]
        parents = [self.activities["course"]]
        return self._of_part(
            _verb(_ADL, "scored"), self.activities["objectives"][name], when, once, result, parents, {}
        )

    def watched(
        self,
        when: datetime,
        lesson: str,
        video: str,
        kind: str,
        at: float,
        length: float,
        played: list[tuple[float, float]],
        view: str,
    ) -> Json:
        """Return a statement about a video; `view` is the id of the statement that began the view, "" for that one.

        Times are seconds of the video; `played` holds its stretches in the order they were played.
        """
        x = f"{_VIDEO}/extensions/"
        heard = sum(end - start for start, end in _union(played)) / length
        spans = "[,]".join(f"{start:.3f}[.]{end:.3f}" for start, end in played)
        result: Json | None = {"extensions": {f"{x}time": _number(at)}}
        if kind == "initialized":
            result = None
        elif kind != "played":
            progress = _number(int(heard * 1000) / 1000)
            extensions = {f"{x}time": _number(at), f"{x}progress": progress, f"{x}played-segments": spans}
            done = {"completion": True, "duration": duration(sum(end - start for start, end in played))}
            result = {**(done if kind == "completed" else {}), "extensions": extensions}
        verb = _verb(f"{_VIDEO}/verbs/", kind) if kind in _VIDEO_VERBS else _verb(_ADL, kind, "the video")
        extensions = {f"{x}length": _number(length), f"{x}completion-threshold": COMPLETION_THRESHOLD}
        identifier = self._new_id()
        extensions[f"{x}session-id"] = view or identifier
        parents = [self.activities["activities"][lesson], self._module_of(lesson)]
        said = self._of_part(
            verb, self.pages[lesson][video], when, None, result, parents, extensions, category=[{"id": _VIDEO}]
        )
        return {**said, "id": identifier}

    def _module_of(self, activity: str) -> Json:
        module: Json = self.activities["modules"][self.activities["moduleOf"][activity]]
        return module

    def _of_activity(
        self,
        verb: Json,
        activity: str,
        when: datetime,
        once: Once,
        result: Json | None = None,
        extensions: Json | None = None,
    ) -> Json:
        about = self.activities["activities"][activity]
        return self._of_part(verb, about, when, once, result, [self._module_of(activity)], extensions or {})

    def _of_part(
        self,
        verb: Json,
        about: Json,
        when: datetime,
        once: Once,
        result: Json | None,
        parents: list[Json],
        extensions: Json,
        *,
        category: list[Json] | None = None,
        other: list[Json] | None = None,
    ) -> Json:
        """Return a statement about a module, activity or question; its parents come nearest first."""
        nearest, *above = [_reference(one) for one in parents]
        root = _reference(self.activities["course"])
        lists = {
            "parent": [nearest],
            "grouping": [root, *self.activities.get("around", ()), *above],
            "category": category or [],
            "other": other or [],
        }
        more = {"contextActivities": {name: listed for name, listed in lists.items() if listed}}
        return self._statement(
            verb, about, when, once, result, more | ({"extensions": extensions} if extensions else {})
        )

    def _statement(self, verb: Json, about: Json, when: datetime, once: Once, result: Json | None, more: Json) -> Json:
        shared = {name: self.activities[name] for name in ("platform", "language", "revision")}
        lists = more.get("contextActivities", {})
        category = [*lists.get("category", ()), {"id": self.activities["profile"]}]
        more = {**more, "contextActivities": {**lists, "category": category}}
        return {
            "id": self._new_id() if once is None else self._derived_id(verb["id"], about["id"], once),
            "timestamp": f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03}Z",
            "actor": self.actor,
            "verb": verb,
            "object": about,
            **({"result": result} if result else {}),
            "context": {**shared, "registration": self.registration, **more},
        }

    def _derived_id(self, verb: str, about: str, once: Sequence[Any]) -> str:
        account = self.actor.get("account", {})
        who = [self.actor.get("mbox"), None, None, account.get("homePage"), account.get("name")]
        name = [self.registration, who, self.activities["course"]["id"], verb, about, *once]
        return str(uuid.uuid5(_NAMESPACE, json.dumps(name, ensure_ascii=False, separators=(",", ":"))))


def duration(seconds: float) -> str:
    """Return an ISO 8601 duration, in hundredths of a second."""
    return f"PT{_number(int(max(0.0, seconds) * 100 + 0.5) / 100)}S"


def _verb(vocabulary: str, name: str, what: str = "") -> Json:
    text = f"{name} {what}" if what else name
    return {"id": vocabulary + name, "display": {"en": text, "en-US": text}}


def _reference(activity: Json) -> Json:
    definition = activity["definition"]
    short = {"type": definition["type"], "name": definition["name"]}
    return {"objectType": "Activity", "id": activity["id"], "definition": short}


def _number(value: float) -> float | int:
    """Return a number as JavaScript writes it."""
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded


def _union(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return stretches without overlaps, in order."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
