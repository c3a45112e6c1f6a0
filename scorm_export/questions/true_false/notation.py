"""A statement to judge as Markdown: two tasks, `true` and `false`, without ids."""

from __future__ import annotations

from scorm_export.questions.notation import (
    Answers,
    Body,
    Fields,
    Notation,
    Written,
    bullet,
    key,
    listed,
    mapping,
    tasks,
)

_WORDS = ("true", "false")


def _read(body: Body, named: bool) -> Answers | None:
    items = tasks(body)
    words = ["\n".join(each.text.text.texts).strip().lower() for each in items]
    if sorted(words) != sorted(_WORDS) or (not named and any(each.text.attributes for each in items)):
        return None
    at = items[0].at
    right = [word for word, each in zip(words, items, strict=True) if each.box == "x"]
    said = [(word, each) for word, each in zip(words, items, strict=True) if each.quote]
    for each in items:
        body.only_lines(each, quote=True)
    if len(right) != 1:
        message = "both are ticked" if right else "neither is ticked"
        body.report(message, at, "tick the one that is right: `- [x] true` or `- [x] false`")
    feedback = mapping([(key(w, e.at), e.quote.scalar()) for w, e in said if e.quote], at)
    answer = (key("answer", at), key(right[0] if right else "true", at))
    return Answers(len(body.pieces) - 1, [answer, *([(key("feedback", at), feedback)] if said else [])])


def _write(fields: Fields, after: str) -> Written | None:
    feedback = fields.get("feedback", {})
    if not isinstance(feedback, dict):
        return None
    lines = []
    for word in _WORDS:
        box = "x" if fields.get("answer") == word else " "
        lines += listed(f"{bullet(after)} [{box}]", word, quote=str(feedback.get(word, "")))
    return Written(lines, {"type", "answer", "feedback"})


NOTATION = Notation("the list `- [x] true`, `- [ ] false`, with the right one ticked", _read, _write, rank=3)
