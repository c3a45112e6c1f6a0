"""A learner's work on a course: what counts, and what the player reports, by the rules of its `learner/rules.ts`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scorm_export.course import Activity, Counts, Course, Lesson, Purpose, Question, Quiz, Retry
from scorm_export.records.statements import Json, Score, Statements, duration
from scorm_export.render.player_data import hundredths, lesson_items, objective_points


@dataclass(frozen=True, slots=True)
class Given:
    """An answer in an attempt: the response, None without one; hundredths of points; seconds, None if not measured."""

    response: str | None
    earned: int
    seconds: float | None


@dataclass(slots=True)
class _Record:
    """The record of a quiz: hundredths of points of each attempt, in total and by objective, and the last answers."""

    points: list[int] = field(default_factory=list)
    objectives: list[Mapping[str, int]] = field(default_factory=list)
    last: Sequence[tuple[Question, Given]] = ()


class Session:
    """What one learner does, in order. Methods return the statements that the player sends."""

    def __init__(self, course: Course, statements: Statements, start: datetime) -> None:
        self.course = course
        self.say = statements
        self.now = start
        self._began = start
        self._before = 0.0
        self._visited: set[str] = set()
        self._records = {quiz.id: _Record() for quiz in course.quizzes}
        self._said: dict[str, int] = {}
        self._tried: Counter[tuple[str, str]] = Counter()
        self._asked = {
            lesson: {(item["kind"], item.get("id", "")) for item in items}
            for lesson, items in lesson_items(course).items()
        }

    def open(self) -> list[Json]:
        """Launch the course."""
        self._began = self.now
        self._before = self._seconds if "opened" in self._said else 0.0
        self._said["opened"] = 1
        return [self.say.of_course("initialized", self.now, None)]

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    def close(self) -> list[Json]:
        """Leave the course."""
        result = {"duration": _duration(self.now - self._began)}
        self._seconds = self._before + (self.now - self._began).total_seconds()
        return [self.say.of_course("terminated", self.now, None, result)]

    _seconds = 0.0
    """The time that the course was open in earlier sessions."""

    def visit(self, lesson: Lesson) -> list[Json]:
        """Open a lesson; only the first time is reported."""
        if lesson.id in self._visited:
            return []
        self._visited.add(lesson.id)
        return [self.say.visited(self.now, lesson.id), *self._outcome("")]

    def did(self, lesson: Lesson, kind: str, name: str = "") -> list[Json]:
        """Do something that a lesson may ask for, by the kind and id of the player's LessonItem."""
        asked = self._asked.get(lesson.id, set())
        if (kind, name) not in asked:
            return []
        asked.remove((kind, name))
        return list(self._outcome(""))

    def check(self, lesson: Lesson, check: Question, given: Given, attempt_id: str) -> list[Json]:
        """Answer a check, once or again: of that only the answer is reported, where the course reports it."""
        self._tried[lesson.id, check.id] += 1
        tries = self._tried[lesson.id, check.id]
        said = [self._answered(lesson.id, check, given, tries, attempt_id)] if self.course.report_checks else []
        return said + self.did(lesson, "check", check.id)

    def begin(self, quiz: Quiz, attempt_id: str) -> list[Json]:
        """Begin an attempt."""
        return [self.say.attempted(self.now, quiz.id, self.tries(quiz) + 1, attempt_id)]

    def hand_in(
        self, quiz: Quiz, asked: Sequence[tuple[Question, Given]], seconds: float, attempt_id: str
    ) -> list[Json]:
        """Hand in an attempt with the answers to its questions; kept ones of the last attempt were reported before."""
        record = self._records[quiz.id]
        kept = [question for question, given in self.continued(quiz) if given]
        record.last = asked
        record.points.append(max(0, sum(given.earned for _, given in asked)))
        record.objectives.append(
            {name: max(0, sum(g.earned for q, g in asked if name in q.objectives)) for name in objective_points(quiz)}
        )
        number = len(record.points)
        said = [
            self._answered(quiz.id, question, given, number, attempt_id)
            for question, given in asked
            if question not in kept
        ]
        score = Score(record.points[-1], hundredths(quiz.points))
        said += self.say.handed_in(self.now, quiz, score, self._judge(quiz), seconds, number, attempt_id)
        if quiz.purpose is Purpose.GRADED:
            said += self._objectives(quiz, attempt_id)
        return [*said, *self._outcome(attempt_id)]

    def _answered(self, asker: str, question: Question, given: Given, attempt: int, attempt_id: str) -> Json:
        return self.say.answered(
            self.now,
            asker,
            question.id,
            given.response,
            Score(given.earned, hundredths(question.points), hundredths(question.least_points())),
            given.seconds,
            question.objectives,
            attempt,
            attempt_id,
        )

    def continued(self, quiz: Quiz) -> list[tuple[Question, Given | None]]:
        """Return what a further attempt asks again, with the answers that are kept; nothing where it starts anew."""
        last = self._records[quiz.id].last
        settled = [given.earned == hundredths(question.points) for question, given in last]
        if quiz.retry is not Retry.WRONG or all(settled):
            return []
        return [
            (question, given if is_settled and given.response is not None else None)
            for (question, given), is_settled in zip(last, settled, strict=True)
        ]

    def tries(self, quiz: Quiz) -> int:
        """Return the number of attempts handed in."""
        return len(self._records[quiz.id].points)

    def attempts_left(self, quiz: Quiz) -> bool:
        """Whether the quiz may be taken, or taken again."""
        return quiz.attempts is None or self.tries(quiz) < quiz.attempts

    def passed(self, quiz: Quiz) -> bool:
        """Whether the points that count reach the quiz's pass mark, or it has none."""
        mark = self._mark(quiz)
        return mark is None or (bool(self._records[quiz.id].points) and self._counted(quiz) >= mark)

    def _judge(self, quiz: Quiz) -> str:
        mark = self._mark(quiz)
        if mark is None:
            return "completed"
        return "passed" if self._records[quiz.id].points[-1] >= mark else "failed"

    def _mark(self, quiz: Quiz) -> int | None:
        """Return the pass mark of a quiz in hundredths of points; None if it has none."""
        scoring = self.course.scoring
        if not quiz.points or quiz.purpose is not Purpose.GRADED or (quiz.passing is None and scoring is None):
            return None
        if quiz.passing is not None:
            return hundredths(quiz.passing)
        assert scoring
        return -(-hundredths(scoring.passing) * hundredths(quiz.points) // hundredths(scoring.total))

    def _counted(self, quiz: Quiz) -> int:
        return _counting(quiz, self._records[quiz.id].points)

    def _may_raise(self, quiz: Quiz) -> bool:
        return self._reachable(quiz) > self._counted(quiz)

    def _reachable(self, quiz: Quiz) -> int:
        """Return the most points that a quiz can still reach, in hundredths."""
        points, most = self._records[quiz.id].points, hundredths(quiz.points)
        if not self.attempts_left(quiz) or (quiz.counts is Counts.FIRST and points):
            return self._counted(quiz)
        if quiz.counts is Counts.AVERAGE and quiz.attempts:
            return _counting(quiz, [*points, *[most] * (quiz.attempts - len(points))])
        return most

    @property
    def _graded(self) -> list[Quiz]:
        return [quiz for quiz in self.course.quizzes if quiz.purpose is Purpose.GRADED]

    def _objectives(self, quiz: Quiz, attempt_id: str) -> Iterator[Json]:
        """Yield the status of the objectives that a quiz tests."""
        for objective in self.course.objectives:
            testing = [one for one in self._graded if objective_points(one).get(objective.id)]
            if quiz not in testing:
                continue
            earned = {one.id: self._earned_for(one, objective.id) for one in testing}
            total = sum(objective_points(one)[objective.id] for one in testing)
            score = Score(sum(earned.values()), total)
            yield self.say.objective(
                self.now, objective.id, score, self._stand(objective.id, testing, score), attempt_id
            )

    def _stand(self, objective: str, testing: Sequence[Quiz], score: Score) -> str:
        if not all(self._records[quiz.id].points for quiz in testing):
            return "incomplete"
        if self.course.scoring is None:
            return "passed"
        reachable = sum(
            objective_points(quiz)[objective] if self._may_raise(quiz) else self._earned_for(quiz, objective)
            for quiz in testing
        )
        return self._verdict(score.earned, reachable, score.total)

    def _verdict(self, earned: int, reachable: int, total: int) -> str:
        """Return the verdict on points by the course's pass mark."""
        scoring = self.course.scoring
        assert scoring
        needed = hundredths(scoring.passing) * total
        if earned * hundredths(scoring.total) >= needed:
            return "passed"
        return "failed" if reachable * hundredths(scoring.total) < needed else "incomplete"

    def _earned_for(self, quiz: Quiz, objective: str) -> int:
        record = self._records[quiz.id]
        if not record.points:
            return 0
        earned = [each.get(objective, 0) for each in record.objectives]
        if quiz.counts is Counts.BEST:
            return earned[record.points.index(max(record.points))]
        return _counting(quiz, earned)

    def _outcome(self, attempt_id: str) -> Iterator[Json]:
        """Yield what has changed in the status of the course."""
        todo = [activity for activity in self.course.activities if self.course.counts(activity)]
        todo = todo or list(self.course.activities)
        done = sum(self._is_done(activity) for activity in todo)
        percent = 100 * done // len(todo)
        completed = done == len(todo)
        if not completed and percent > self._said.get("progress", 0):
            yield self.say.progressed(self.now, percent)
        self._said["progress"] = percent
        score, verdict = self._score(), self._course_verdict() if completed else "incomplete"
        seconds = self._before + (self.now - self._began).total_seconds()
        taken = {"duration": _duration(timedelta(seconds=seconds))}
        judged = verdict if verdict in ("passed", "failed") and not {"passed", verdict} & set(self._said) else ""
        if judged:
            points = {"score": score.as_json()} if score else {}
            yield self.say.of_course(judged, self.now, [], {**points, "success": judged == "passed", **taken})
        elif score and score.earned != self._said.get("earned"):
            yield self.say.of_course("scored", self.now, [attempt_id, score.earned], {"score": score.as_json()})
        if completed and "completed" not in self._said:
            yield self.say.of_course("completed", self.now, [], {"completion": True, **taken})
        self._said |= ({"earned": score.earned} if score else {}) | ({judged: 1} if judged else {})
        self._said |= {"completed": 1} if completed else {}

    def _is_done(self, activity: Activity) -> bool:
        if isinstance(activity, Lesson):
            return activity.id in self._visited and not self._asked.get(activity.id)
        return bool(self._records[activity.id].points)

    def _score(self) -> Score | None:
        if self.course.scoring is None or not any(self._records[quiz.id].points for quiz in self._graded):
            return None
        earned = sum(self._counted(quiz) for quiz in self._graded)
        return Score(earned, hundredths(self.course.scoring.total))

    def _course_verdict(self) -> str:
        scoring = self.course.scoring
        if scoring is None:
            return "completed"
        earned = sum(self._counted(quiz) for quiz in self._graded)
        reachable = sum(max(self._reachable(quiz), self._counted(quiz)) for quiz in self._graded)
        verdicts = [self._verdict(earned, reachable, hundredths(scoring.total))]
        verdicts += [
            "failed" if self._reachable(quiz) < (self._mark(quiz) or 0) else "incomplete"
            for quiz in self._graded
            if quiz.essential and not self.passed(quiz)
        ]
        return next((worst for worst in ("failed", "incomplete") if worst in verdicts), "passed")


def _counting(quiz: Quiz, points: Sequence[int]) -> int:
    """Return the points that count of several attempts; an average is rounded half up."""
    if not points:
        return 0
    if quiz.counts is Counts.AVERAGE:
        return (2 * sum(points) + len(points)) // (2 * len(points))
    return {Counts.BEST: max(points), Counts.LAST: points[-1], Counts.FIRST: points[0]}[quiz.counts]


def _duration(time: timedelta) -> str:
    return duration(time.total_seconds())
