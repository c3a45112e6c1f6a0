"""Simulated learners with abilities, who drop out, try again and guess. The same seed gives the same learners."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random

from scorm_export.blocks.video.block import videos
from scorm_export.course import Activity, Course, Lesson, Question, Quiz
from scorm_export.limits import ATTEMPT_ID_LENGTH
from scorm_export.records.simulate.session import Given, Session
from scorm_export.records.statements import COMPLETION_THRESHOLD, Json, Statements, Vocabulary
from scorm_export.render.player_data import hundredths

HOME_PAGE = "https://lms.example.org"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_WEEKS_OF_STARTS = 4
_NEVER_COMES = 0.06
_LEAVES_OUT = 0.03
_LEAVES_BETWEEN_ACTIVITIES = 0.3
_WATCHES_AGAIN = 0.3
_TRIES_AGAIN = 0.8
_STEEPNESS = 1.3
_LEARNS = 0.5
"""The improvement with each further attempt, in standard deviations of ability."""
_VIDEO_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class _Learner:
    """A learner's ability, in standard deviations, and probability of going on after each activity."""

    ability: float
    persistence: float


def simulate(course: Course, learners: int, seed: int, start: datetime) -> Iterator[Json]:
    """Yield the statements of learners who start in the four weeks from `start`, learner by learner."""
    vocabulary = Vocabulary(course)
    for number in range(1, learners + 1):
        random = Random(f"{seed} {number}")  # noqa: S311 — not for secrets
        if random.random() >= _NEVER_COMES:
            yield from _Life(course, vocabulary, random, account(number), start).statements()


def account(number: int) -> str:
    """Return the name of a learner's account."""
    return f"learner-{number:06}"


class _Life:
    """One learner's path through the course."""

    def __init__(self, course: Course, vocabulary: Vocabulary, random: Random, name: str, start: datetime) -> None:
        self.random = random
        self.course = course
        self.learner = _Learner(random.gauss(0, 1), min(0.995, random.betavariate(30, 1.2)))
        actor = {"objectType": "Agent", "account": {"homePage": HOME_PAGE, "name": name}}
        statements = Statements(vocabulary, actor, self._uuid(), self._uuid)
        begins = start + timedelta(days=random.random() * 7 * _WEEKS_OF_STARTS, seconds=random.randrange(10 * 3600))
        self.session = Session(course, statements, begins.replace(microsecond=random.randrange(1000) * 1000))

    def statements(self) -> Iterator[Json]:
        """Yield all statements, in order."""
        yield from self.session.open()
        for activity in self.course.activities:
            self._pass(2, 20)
            yield from self._take(activity)
            if self.random.random() > self.learner.persistence:
                break
            if self.random.random() < _LEAVES_BETWEEN_ACTIVITIES:
                yield from self._come_back()
        yield from self.session.close()

    def _come_back(self) -> Iterator[Json]:
        yield from self.session.close()
        self.session.wait(86400 * self.random.expovariate(1 / 3))
        yield from self.session.open()

    def _take(self, activity: Activity) -> Iterator[Json]:
        if isinstance(activity, Lesson):
            yield from self.session.visit(activity)
            yield from self._watch(activity)
            for check in activity.checks:
                yield from self._check(activity, check)
            self._pass(20 * activity.minutes, 90 * activity.minutes)
            yield from self.session.did(activity, "end")
            return
        while self.session.attempts_left(activity):
            yield from self._attempt(activity)
            if self.session.passed(activity) or self.random.random() > self.learner.persistence:
                return
            self._pass(60, 1800)

    def _check(self, lesson: Lesson, check: Question) -> Iterator[Json]:
        """Answer a check until it is right, or the learner has had enough."""
        for tries in count():
            seconds = round(self.random.lognormvariate(3, 0.6), 2)
            given = self._answer(lesson, check, tries, seconds)
            if given.response is None:
                return
            self.session.wait(seconds)
            yield from self.session.check(lesson, check, given, self._attempt_id())
            if given.earned == hundredths(check.points) or self.random.random() > _TRIES_AGAIN:
                return

    def _attempt_id(self) -> str:
        return "".join(self.random.choice(_LETTERS) for _ in range(ATTEMPT_ID_LENGTH))

    def _attempt(self, quiz: Quiz) -> Iterator[Json]:
        attempt_id = self._attempt_id()
        yield from self.session.begin(quiz, attempt_id)
        tries = self.session.tries(quiz)
        answers, seconds = [], 0.0
        for question, kept in self.session.continued(quiz) or self._drawn(quiz):
            taken = 0.0 if kept else self.random.lognormvariate(3, 0.6)
            seconds += taken
            answers.append((question, kept or self._answer(quiz, question, tries, round(taken, 2))))
        self.session.wait(seconds)
        yield from self.session.hand_in(quiz, answers, seconds, attempt_id)

    def _drawn(self, quiz: Quiz) -> list[tuple[Question, Given | None]]:
        drawn = [question for draw in quiz.draws for question in self.random.sample(draw.candidates, draw.count)]
        return [(question, None) for question in (*quiz.questions, *drawn)]

    def _answer(self, asker: Activity, question: Question, tries: int, seconds: float) -> Given:
        """Answer by ability, difficulty and luck: the chance of a right answer is logistic in the first two."""
        answers = question.typical_answers()
        if not answers or self.random.random() < _LEAVES_OUT:
            return Given(None, 0, None)
        hard = Random(f"{asker.id}/{question.id}").gauss(-0.6, 0.8)  # noqa: S311 — not for secrets
        knows = 1 / (1 + math.exp(-_STEEPNESS * (self.learner.ability + _LEARNS * tries - hard)))
        answer = answers[0] if self.random.random() < knows else self.random.choice(answers)
        return Given(answer.response, hundredths(answer.earned), seconds)

    def _watch(self, lesson: Lesson) -> Iterator[Json]:
        """Watch the videos of a lesson: most to the end, some with a part repeated, some only in part."""
        for video, _ in videos(lesson.body):
            stop = _VIDEO_SECONDS * min(1.0, self.random.betavariate(4, 1))
            again = self.random.random() * stop
            played: list[tuple[float, float]] = []
            (first,) = [self._said(lesson, video, "initialized", 0.0, played, "")]
            yield first
            view = str(first["id"])
            yield self._said(lesson, video, "played", 0.0, played, view)
            self.session.wait(stop)
            played.append((0.0, stop))
            if self.random.random() < _WATCHES_AGAIN:
                self.session.wait(stop - again)
                played.append((again, stop))
            if stop >= COMPLETION_THRESHOLD * _VIDEO_SECONDS:
                yield self._said(lesson, video, "completed", stop, played, view)
                yield from self.session.did(lesson, "video", video)
            yield self._said(lesson, video, "paused", stop, played, view)
            yield self._said(lesson, video, "terminated", stop, played, view)

    def _said(
        self, lesson: Lesson, video: str, kind: str, at: float, played: list[tuple[float, float]], view: str
    ) -> Json:
        return self.session.say.watched(self.session.now, lesson.id, video, kind, at, _VIDEO_SECONDS, played, view)

    def _pass(self, least: float, most: float) -> None:
        self.session.wait(self.random.uniform(least, most))

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))
