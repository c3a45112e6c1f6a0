"""A text with blanks as Markdown: `[[carbon dioxide|CO2]]{#a}` to write, `[[oxygen|(nitrogen)]]{#a}` to choose from."""

from __future__ import annotations

import re

from scorm_export.questions.notation import Answers, Body, Entry, Fields, Notation, Written, braces, key, mapping
from scorm_export.source.pieces import Attributed, Lines, Piece, attributed
from scorm_export.source.yaml import Mapping, Scalar, Sequence

_BLANK = re.compile(r"\[\[(?P<answers>[^\[\]\n]+)\]\](?P<braces>\{(?:[^{}\"\n]|\"[^\"\n]*\")*\})?")
_CHOSEN = re.compile(r"\((.*)\)")
_PLACE = re.compile(r"\[\[([a-z0-9])\]\]")


def _read(body: Body, _named: bool) -> Answers | None:
    start = next((n for n, piece in enumerate(body.pieces) if _has_blank(piece)), None)
    if start is None:
        return None
    first, last = body.pieces[start].lines, body.pieces[-1].lines
    lines = Lines.of(first.file, first.first, last.first + len(last.texts) - 1)
    found = [(number, match) for number, text in enumerate(lines.texts) for match in _BLANK.finditer(text)]
    heads = [_attributes(lines, number, match) for number, match in found]
    ids = body.ids(heads, spaced=False)
    blanks = [_blank(lines, n, m, head, name) for (n, m), head, name in zip(found, heads, ids, strict=True)]
    entries: list[Entry] = [(key("blanks", first.span), Sequence(tuple(blanks), first.span))]
    is_alone = len(found) == 1 and found[0][1].group() == "\n".join(lines.texts).strip()
    if not is_alone:
        names = iter(ids)
        texts = tuple(_BLANK.sub(lambda _: f"[[{next(names).text}]]", text) for text in lines.texts)
        entries.insert(0, (key("text", first.span), Lines(lines.file, lines.first, texts, lines.columns).scalar()))
    return Answers(start, entries)


def _has_blank(piece: Piece) -> bool:
    return piece.kind not in ("fence", "code_block") and any(_BLANK.search(text) for text in piece.lines.texts)


def _attributes(lines: Lines, number: int, match: re.Match[str]) -> Attributed:
    """Return the attributes of a blank; the text is the blank itself, up to where an id can be written."""
    end = match.end("answers") + 2
    text = lines.texts[number][: match.end()] if match["braces"] else lines.texts[number][:end]
    line = Lines(lines.file, lines.first + number, (text,), (1,)).cut([end])
    read = attributed(line)
    blank = Lines(lines.file, lines.first + number, (lines.texts[number][:end],), (1,)).cut([match.start()])
    return Attributed(blank, read.attributes, read.braces)


def _blank(lines: Lines, number: int, match: re.Match[str], head: Attributed, identifier: Scalar) -> Mapping:
    line = lines.first + number
    words, column = [], match.start("answers") + 1
    for part in match["answers"].split("|"):
        lead = len(part) - len(part.lstrip())
        words.append(Scalar(part.strip(), lines.file.span(line, column + lead, len(part.strip())), line, line))
        column += len(part) + 1
    at = lines.file.span(line, match.start() + 1, len(match.group()))
    chosen = [_CHOSEN.fullmatch(word.text) for word in words]
    plain = [Scalar(m[1], w.span, line, line) if m else w for m, w in zip(chosen, words, strict=True)]
    right = [word for m, word in zip(chosen, plain, strict=True) if m]
    more = [(each.name, each.value) for each in head.attributes if each.name.text != "id"]
    choices: list[Entry] = [(key("choices", at), Sequence(tuple(plain), at))] if right else []
    answers: Entry = (key("answers", at), Sequence(tuple(right or plain), at))
    return mapping([(key("id", at), identifier), answers, *choices, *more], at)


def _write(fields: Fields, _after: str) -> Written | None:
    blanks = fields.get("blanks")
    if not isinstance(blanks, list) or not all(isinstance(each, dict) for each in blanks):
        return None
    spelled = {str(each.get("id")): _spelled(each) for each in blanks}
    text = str(fields.get("text", ""))
    if not text:
        return Written(list(spelled.values())[:1], {"type", "blanks"})
    return Written(_PLACE.sub(lambda m: spelled.get(m[1], m[0]), text).split("\n"), {"type", "text", "blanks"})


def _spelled(blank: dict[str, object]) -> str:
    answers, choices = blank.get("answers", []), blank.get("choices", [])
    answers = answers if isinstance(answers, list) else []
    choices = choices if isinstance(choices, list) else []
    words = [f"({each})" if each in answers else str(each) for each in choices] or [str(each) for each in answers]
    more = [(name, str(value)) for name, value in blank.items() if name not in ("answers", "choices")]
    return f"[[{'|'.join(words)}]]{braces(more).lstrip()}"


NOTATION = Notation("a text with blanks: `Plants take in [[carbon dioxide|CO2]].`", _read, _write, rank=0)
