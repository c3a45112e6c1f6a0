"""What measures come to, against computations that share nothing with them: plain Python, NumPy for Moodle's."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from reported import BY_NAME, Json, Reported, reported
from scorm_export import check_course
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics
from scorm_export.records.measures.measure import Unit
from scorm_export.records.simulate.learners import simulate
from sources import GALLERY
from transcript_course import START, course_in, read

REFERENCE = GALLERY.parent / "learning-health-systems"
ATTEMPT = "http://id.tincanapi.com/extension/attempt-id"


@pytest.fixture(scope="module")
def course() -> Course:
    return read(REFERENCE)


@pytest.fixture(scope="module")
def said(course: Course) -> list[Json]:
    return list(simulate(course, 60, 1, START))


@pytest.fixture(scope="module")
def sixty(course: Course, said: list[Json], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reported]:
    found = reported(course, said, tmp_path_factory.mktemp("sixty"))
    yield found
    found.store.connection.close()


def verb(statement: Json) -> str:
    return str(statement["verb"]["id"].rpartition("/")[2])


def learner(statement: Json) -> str:
    return str(statement["actor"]["account"]["name"])


def time(statement: Json) -> datetime:
    return datetime.fromisoformat(statement["timestamp"]).replace(tzinfo=None)


OF_THE_SAME_QUESTIONS = ("consistency", "error_ratio", "standard_error")
NOT_ASKED: Json = {"score": {"raw": 0, "max": 0}}
"""What stands for a question that was not drawn: it adds nothing to the total."""


class Marks:
    """The marks of first attempts: a row for each learner, a column for each question of a quiz."""

    def __init__(self, said: list[Json], quiz: str) -> None:
        rows: dict[str, dict[str, Json]] = defaultdict(dict)
        for statement in said:
            about = statement["object"]["id"]
            if f"/quizzes/{quiz}/questions/" in about and statement["context"]["extensions"][ATTEMPT] == "1":
                rows[learner(statement)][about] = statement["result"]
        self.questions = sorted({question for row in rows.values() for question in row})
        self.results = [[row.get(question, NOT_ASKED) for question in self.questions] for row in rows.values()]
        self.x = np.array([[result["score"]["raw"] for result in row] for row in self.results], dtype=float)
        self.most = np.array([result["score"]["max"] for result in self.results[0]], dtype=float)
        self.total = self.x.sum(axis=1)


def test_questions_have_moodles_statistics(sixty: Reported, said: list[Json]) -> None:
    rows = {row["iri"]: row for row in sixty.rows("questions")}
    assert len(rows) == 54
    for quiz in ("m1-quiz", "m3-quiz", "m4-quiz"):
        marks = Marks(said, quiz)
        roots = [np.sqrt(max(np.cov(column, marks.total)[0, 1], 0)) for column in marks.x.T]
        for number, question in enumerate(marks.questions):
            x, row = marks.x[:, number], rows[question]
            rest = marks.total - x
            few = len(x) < 20
            most = np.cov(np.sort(x), np.sort(rest))[0, 1]
            expected = {
                "n": len(x),
                "facility": x.mean() / marks.most[number],
                "sd": x.std(ddof=1) / marks.most[number],
                "discrimination": None if few else 100 * np.corrcoef(x, rest)[0, 1],
                "efficiency": None if few else 100 * np.cov(x, rest)[0, 1] / most,
                "weight": roots[number] / sum(roots) if roots[number] else None,
                "omitted": np.mean(["response" not in result[number] for result in marks.results]),
            }
            assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-9)


def test_quizzes_have_moodles_statistics(sixty: Reported, said: list[Json], course: Course) -> None:
    rows = sixty.rows("quizzes")
    assert [row["title"] for row in rows] == [quiz.title for quiz in course.quizzes]
    for quiz, row in zip(course.quizzes, rows, strict=True):
        marks = Marks(said, quiz.id)
        shares = marks.total / float(quiz.points)
        n, p = marks.x.shape
        k2 = shares.var(ddof=1)
        off = shares - shares.mean()
        k3 = n / ((n - 1) * (n - 2)) * (off**3).sum()
        k4 = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3)) * (off**4).sum() - 3 * (off**2).sum() ** 2 / (
            (n - 2) * (n - 3)
        )
        alpha = 100 * p / (p - 1) * (1 - (marks.x / float(quiz.points)).var(axis=0, ddof=1).sum() / k2)
        expected: Json = {
            "learners": n,
            "mean": shares.mean(),
            "median": np.median(shares),
            "sd": shares.std(ddof=1),
            "skewness": k3 / k2**1.5,
            "kurtosis": k4 / k2**2,
            "consistency": alpha,
            "error_ratio": 100 * np.sqrt(1 - alpha / 100),
            "standard_error": np.sqrt(1 - alpha / 100) * shares.std(ddof=1),
        }
        if quiz.draws:
            assert [row[name] for name in OF_THE_SAME_QUESTIONS] == [None] * len(OF_THE_SAME_QUESTIONS)
            expected = {name: value for name, value in expected.items() if name not in OF_THE_SAME_QUESTIONS}
        assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-9)


def test_the_course_is_counted_as_its_statements_say(sixty: Reported, said: list[Json], course: Course) -> None:
    (row,) = sixty.rows("course")
    of_course = [s for s in said if s["object"]["id"] == course.iri]

    def who(name: str) -> set[str]:
        return {learner(s) for s in of_course if verb(s) == name}

    now = max(map(time, said))
    last = {learner(s): time(s) for s in said}
    open_ends = set(last) - who("completed") - who("passed") - who("failed")
    assert row["started"] == row["known"] == len(last)
    assert row["completed"] == len(who("completed"))
    assert row["passed"] == len(who("passed"))
    assert row["failed"] == len(who("failed") - who("passed"))
    assert row["away"] == sum(now - last[one] > timedelta(days=14) for one in open_ends)
    assert row["under_way"] == len(open_ends) - row["away"]
    assert row["active_28"] == sum(now - moment <= timedelta(days=28) for moment in last.values())
    scores = {learner(s): s["result"]["score"]["scaled"] for s in of_course if "score" in s.get("result", {})}
    assert row["scored"] == len(scores)
    assert row["score"] == pytest.approx(statistics.median(scores.values()))
    assert row["score_low"] == pytest.approx(np.quantile(list(scores.values()), 0.25))


def test_the_interval_of_a_share_is_wilsons(sixty: Reported) -> None:
    """By the quadratic whose roots it is: (p - x)^2 = z^2 x (1 - x) / n."""
    (row,) = sixty.rows("course")
    p, n, z = row["completed"] / row["started"], row["started"], statistics.NormalDist().inv_cdf(0.975)
    roots = np.roots([1 + z**2 / n, -(2 * p + z**2 / n), p**2])
    assert sorted(roots) == pytest.approx([row["completed_low"], row["completed_high"]])


def test_progress_is_in_the_courses_order_and_says_where_people_stop(
    sixty: Reported, said: list[Json], course: Course
) -> None:
    rows = sixty.rows("progress")
    assert [row["title"] for row in rows] == [activity.title for activity in course.activities]
    opened = defaultdict(set)
    for statement in said:
        if verb(statement) in ("experienced", "attempted"):
            opened[statement["object"]["definition"]["name"]["en"]].add(learner(statement))
    assert [row["opened"] for row in rows] == [len(opened[activity.title]) for activity in course.activities]
    (whole,) = sixty.rows("course")
    assert sum(row["stopped"] for row in rows) == whole["away"]


def test_options_of_a_question_are_those_that_were_chosen(sixty: Reported, said: list[Json]) -> None:
    question = "https://courses.example.org/learning-health-systems/quizzes/m1-quiz/questions/link-made"
    marks = Marks(said, "m1-quiz")
    place = marks.questions.index(question)
    chosen = [row[place].get("response", "") for row in marks.results]
    rest = marks.total - marks.x[:, place]
    rows = [row for row in sixty.rows("options") if row["iri"] == question]
    assert {row["choice"]: row["n"] for row in rows} == {option: chosen.count(option) for option in set(chosen)}
    for row in rows:
        of = [float(points) for points, option in zip(rest, chosen, strict=True) if option == row["choice"]]
        assert row["rest"] == pytest.approx(statistics.mean(of))
    assert [row["choice"] for row in rows if row["right"]] == ["c"]


def test_objectives_stand_as_each_learner_was_told_last(sixty: Reported, said: list[Json], course: Course) -> None:
    rows = sixty.rows("objectives")
    assert [row["questions"] for row in rows] == [
        sum(objective.id in question.objectives for quiz in course.quizzes for question in quiz.pool)
        for objective in course.objectives
    ]
    for objective, row in zip(course.objectives, rows, strict=True):
        last = {learner(s): s["result"] for s in said if s["object"]["id"].endswith(f"/objectives/{objective.id}")}
        assert row["learners"] == len(last)
        assert row["mean"] == pytest.approx(statistics.mean(result["score"]["scaled"] for result in last.values()))
        assert row["reached"] == sum(result.get("success") is True for result in last.values())


def test_videos_are_reckoned_in_segments_of_five_seconds(sixty: Reported, said: list[Json]) -> None:
    """Each simulated view is one learner's only one; its last statement has all that was played."""
    views: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for statement in said:
        segments = (
            statement.get("result", {})
            .get("extensions", {})
            .get("https://w3id.org/xapi/video/extensions/played-segments")
        )
        if segments:
            spans = [[float(end) for end in span.split("[.]")] for span in segments.split("[,]")]
            played = [n for start, end in spans for n in range(24) if start < 5 * n + 5 and end > 5 * n]
            views[statement["object"]["id"]][learner(statement)] = played
    for row, played in zip(sixty.rows("videos"), views.values(), strict=True):
        assert row["viewers"] == len(played)
        assert row["watched"] == pytest.approx(statistics.mean(len(set(one)) / 24 for one in played.values()))
        again = [sum(one.count(n) > 1 for n in set(one)) / 24 for one in played.values()]
        assert row["again"] == pytest.approx(statistics.mean(again))


def test_checks_are_counted_by_first_and_by_any_try(sixty: Reported, said: list[Json]) -> None:
    tries: dict[str, dict[str, list[bool | None]]] = defaultdict(lambda: defaultdict(list))
    for statement in sorted(said, key=time):
        if "/checks/" in statement["object"]["id"]:
            tries[statement["object"]["id"]][learner(statement)].append(statement["result"].get("success"))
    rows = {row["iri"]: row for row in sixty.rows("checks")}
    assert rows.keys() == tries.keys()
    assert any(len(one) > 1 for learners in tries.values() for one in learners.values())
    for iri, learners in tries.items():
        row = rows[iri]
        assert row["learners"] == len(learners)
        assert row["tries"] == pytest.approx(statistics.mean(map(len, learners.values())))
        if None in learners[next(iter(learners))]:
            assert row["right_first"] is row["right_first_share"] is row["right_ever_share"] is None
            continue
        assert row["right_first"] == sum(one[0] is True for one in learners.values())
        assert row["right_ever_share"] == pytest.approx(sum(True in one for one in learners.values()) / len(learners))


def test_filters_narrow_every_table(sixty: Reported, said: list[Json]) -> None:
    half = sorted(map(time, said))[len(said) // 2]
    (early,), (late,) = sixty.rows("course", until=half), sixty.rows("course", since=half)
    assert early["started"] == len({learner(s) for s in said if time(s) < half})
    assert late["started"] == len({learner(s) for s in said if time(s) >= half})
    assert {row["module"] for row in sixty.rows("progress", module="m2")} == {"m2"}
    assert [row["title"] for row in sixty.rows("quizzes", module="m2")] == ["Knowledge check: levels, loops and means"]
    assert sixty.rows("course", edition="2.0.0")[0]["started"] == 0
    assert [row["edition"] for row in sixty.rows("editions")] == ["1.0.0"]


def test_who_never_came_is_known_by_the_roster_and_groups_are_kept_apart(sixty: Reported, said: list[Json]) -> None:
    accounts = sorted({learner(s) for s in said})
    known = {f"https://lms.example.org {name}": "north" if n % 2 else "south" for n, name in enumerate(accounts)}
    roster = {**known, "https://lms.example.org never-came": "north"}
    with_roster = Reported(sixty.store, sixty.outline, roster)
    sixty.known = None  # its tables are in the same store, and will be written over
    (everybody,) = with_roster.rows("course")
    (north,) = with_roster.rows("course", group="north")
    assert (everybody["known"], everybody["not_started"], everybody["started"]) == (len(roster), 1, len(accounts))
    assert (north["known"], north["not_started"]) == (len(accounts) // 2 + 1, 1)
    assert {row["group"] for row in with_roster.rows("learners", group="north")} == {"north"}


def test_what_is_voided_is_not_counted(tmp_path: Path) -> None:
    said = list(simulate(course_in(tmp_path / "course"), 3, 1, START))
    gone = next(s for s in said if verb(s) == "completed" and s["object"]["id"] == "https://example.org/a-course")
    voiding = {
        **{name: gone[name] for name in ("actor", "timestamp")},
        "id": "00000000-0000-4000-8000-000000000001",
        "verb": {"id": "http://adlnet.gov/expapi/verbs/voided"},
        "object": {"objectType": "StatementRef", "id": gone["id"]},
    }
    course = read(tmp_path / "course")
    for name, statements, number in (("all", said, 0), ("voided", [voiding, *said], 1)):
        (tmp_path / name).mkdir()
        found = reported(course, statements, tmp_path / name)
        (row,) = found.rows("course")
        completed = {learner(s) for s in said if verb(s) == "completed" and s["object"]["id"] == course.iri}
        assert row["completed"] == len(completed) - number
        found.store.connection.close()


def test_an_empty_store_has_empty_tables(course: Course, tmp_path: Path) -> None:
    found = reported(course, [], tmp_path)
    assert {name: found.rows(name) for name in BY_NAME if name not in ("course", "progress")} == {
        name: [] for name in BY_NAME if name not in ("course", "progress")
    }
    (row,) = found.rows("course")
    assert (row["known"], row["score"], row["completed_share"]) == (0, None, None)
    found.store.connection.close()


def test_questions_that_are_drawn_are_compared_with_the_whole_total(tmp_path: Path) -> None:
    checked = check_course(GALLERY, [], Diagnostics())
    assert checked
    found = reported(checked.course, simulate(checked.course, 80, 1, START), tmp_path)
    of_draw = {entry.iri for entry in found.outline.entries if entry.drawn}
    rows = {row["iri"]: row for row in found.rows("questions")}
    assert len(of_draw & set(rows)) == 5
    answers: dict[str, dict[Any, float]] = defaultdict(dict)
    totals: dict[Any, float] = defaultdict(float)
    for raw, question, who in found.store.rows(
        "SELECT raw, objects.iri, learner FROM statements JOIN objects USING (object) JOIN verbs USING (verb) "
        "WHERE verbs.name = 'answered' AND attempt = 1 AND objects.iri LIKE '%/quizzes/drawn/%'"
    ):
        answers[question][who] = raw
        totals[who] += raw
    for question in of_draw:
        if len(answers[question]) >= 20:
            marks = list(answers[question].values())
            expected = 100 * np.corrcoef(marks, [totals[who] for who in answers[question]])[0, 1]
            assert rows[question]["discrimination"] == pytest.approx(expected)
    (drawn,) = [
        row
        for row in found.rows("quizzes")
        if row["title"] == next(q.title for q in checked.course.quizzes if q.id == "drawn")
    ]
    assert drawn["consistency"] is None
    found.store.connection.close()


def test_every_column_of_every_measure_is_there_and_of_its_unit(sixty: Reported) -> None:
    kinds = {Unit.COUNT: int, Unit.SHARE: float, Unit.TEXT: str, Unit.TIME: datetime, Unit.YES: bool}
    for measure in BY_NAME.values():
        rows = sixty.rows(measure.name)
        assert rows
        for column in measure.columns:
            if column.unit in kinds:
                values = [row[column.name] for row in rows if row[column.name] is not None]
                assert all(isinstance(value, kinds[column.unit]) for value in values), (measure.name, column.name)
