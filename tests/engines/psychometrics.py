"""Statistics of questions and quizzes against those of psych, an R package of psychometrics (Revelle, CRAN).

`make psychometrics` runs it, with R from Debian. psych gives the corrected item-total correlation (`r.drop`), raw
alpha, and skewness and kurtosis by k-statistics (`type = 2`); facility and standard deviation are R's mean and sd.
"""

from __future__ import annotations

import csv
import io
import math
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from reported import reported
from scorm_export import check_course
from scorm_export.diagnostics import Diagnostics
from scorm_export.records.engines import Row
from scorm_export.records.measures.answers import first_answers
from scorm_export.records.simulate.learners import simulate
from transcript_course import START

REFERENCE = Path(__file__).parent.parent.parent / "course_source" / "learning-health-systems"
TOLERANCE = 1e-9
SCRIPT = """
suppressMessages(library(psych))
for (file in commandArgs(trailingOnly = TRUE)) {
  marks <- read.csv(file, check.names = FALSE)
  total <- rowSums(marks)
  invisible(capture.output(found <- suppressWarnings(alpha(marks, check.keys = FALSE))))
  quiz <- c(found$total$raw_alpha, skew(total, type = 2), kurtosi(total, type = 2), sd(total))
  cat(file, "", sprintf("%.17g", quiz), sep = ","); cat("\\n")
  for (item in names(marks)) {
    each <- c(mean(marks[[item]]), sd(marks[[item]]), found$item.stats[item, "r.drop"])
    cat(file, item, sprintf("%.17g", each), sep = ","); cat("\\n")
  }
}
"""


def main(learners: int = 300) -> int:
    """Print how many values were compared, and those that differ; return 1 if any does."""
    checked = check_course(REFERENCE, [], Diagnostics())
    assert checked
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = reported(checked.course, simulate(checked.course, learners, 1, START), folder)
        questions = {row["iri"]: row for row in ours.rows("questions")}
        quizzes = {row["title"]: row for row in ours.rows("quizzes")}
        assert ours.engine and ours.known
        answers = ours.engine.rows(first_answers(ours.known))
        iris = {number: str(iri) for number, iri in ours.store.rows("SELECT object, iri FROM objects")}
        most = {iris[row["question"]]: row["most"] for row in answers}
        files = write(folder, answers, iris)
        (folder / "psych.R").write_text(SCRIPT)
        told = subprocess.run(
            ["Rscript", folder / "psych.R", *files], capture_output=True, text=True, check=True
        ).stdout
        compared, wrong = 0, []
        for file, item, *values in csv.reader(io.StringIO(told)):
            if item:
                row = questions[item]
                names, scales = ("facility", "sd", "discrimination"), (1 / most[item], 1 / most[item], 100)
            else:
                title = questions[files[file][0]]["quiz_title"]
                row, whole = quizzes[title], sum(most[iri] for iri in files[file])
                names, scales = ("consistency", "skewness", "kurtosis", "sd"), (100, 1, 1, 1 / whole)
            for column, value, scale in zip(names, values, scales, strict=True):
                compared += 1
                if not math.isclose(row[column], float(value) * scale, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
                    wrong.append(f"{item or file} {column}: {row[column]!r}, {float(value) * scale!r}")
    print(f"{compared} values of {len(files)} quizzes, {len(wrong)} differ", *wrong[:20], sep="\n  ")
    return int(bool(wrong))


def write(folder: Path, answers: list[Row], iris: Mapping[int, str]) -> dict[str, list[str]]:
    """Write the marks of each quiz whose attempts all have the same questions; return the questions by file."""
    quizzes: dict[str, dict[int, dict[str, float]]] = {}
    for row in answers:
        if not row["drawn"] and row["most"] > 0:
            quizzes.setdefault(iris[row["quiz"]], {}).setdefault(row["learner"], {})[iris[row["question"]]] = row["x"]
    drawn = {iris[row["quiz"]] for row in answers if row["drawn"]}
    files = {}
    for quiz, marks in quizzes.items():
        if quiz not in drawn:
            questions = sorted({question for row in marks.values() for question in row})
            path = folder / f"{quiz.rpartition('/')[2]}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, questions)
                writer.writeheader()
                writer.writerows(marks.values())
            files[str(path)] = questions
    return files


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
