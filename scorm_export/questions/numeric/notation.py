"""A number as Markdown: `= 44 ± 0.5 kg`, or a range `= 40 … 50 kg`, in a paragraph of its own."""

from __future__ import annotations

import re

from scorm_export.questions.notation import Answers, Body, Fields, Notation, Written, braces, key, mapping
from scorm_export.source.pieces import attributed
from scorm_export.source.yaml import Scalar

_NUMBER = r"[+-]?\d[\d.,]*"
_ANSWER = re.compile(
    rf"\s*= *(?:(?P<least>{_NUMBER}) *(?:…|\.\.\.?|to) *(?P<most>{_NUMBER})"
    rf"|(?P<answer>{_NUMBER})(?: *(?:±|\+-|\+/-) *(?P<tolerance>{_NUMBER}))?)(?:\s+(?P<unit>\S.*))?"
)


def _read(body: Body, _named: bool) -> Answers | None:
    last = body.last
    if not last or last.kind != "paragraph" or len(last.lines.texts) != 1:
        return None
    written = attributed(last.lines)
    match = _ANSWER.fullmatch(written.text.texts[0])
    if match is None:
        return None
    lines = last.lines

    def entry(name: str) -> tuple[Scalar, Scalar]:
        at = lines.file.span(lines.first, lines.columns[0] + match.start(name), len(match[name]))
        return key(name, at), Scalar(match[name], at, at.line, at.line)

    there = [entry(name) for name in ("answer", "tolerance", "unit") if match[name]]
    more = [(each.name, each.value) for each in written.attributes]
    if match["least"]:
        return Answers(
            len(body.pieces) - 1,
            [(key("range", lines.span), mapping([entry("least"), entry("most")], lines.span)), *there, *more],
        )
    return Answers(len(body.pieces) - 1, [*there, *more])


def _write(fields: Fields, _after: str) -> Written | None:
    answer, tolerance, between = fields.get("answer"), fields.get("tolerance"), fields.get("range")
    if isinstance(between, dict):
        number = f"{between.get('least')} … {between.get('most')}"
    elif answer:
        number = f"{answer} ± {tolerance}" if tolerance else str(answer)
    else:
        return None
    unit = f" {fields['unit']}" if "unit" in fields else ""
    said = [("feedback", str(fields["feedback"]))] if "feedback" in fields else []
    used = {"type", "answer", "tolerance", "range", "unit", "feedback"}
    return Written([f"= {number}{unit}{braces(said)}"], used)


NOTATION = Notation("the right number in a line of its own: `= 44`, `= 44 ± 0.5 kg` or `= 40 … 50`", _read, _write)
