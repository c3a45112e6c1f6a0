"""Code: whether it is shown in the colours of its language."""

from __future__ import annotations

from scorm_export.blocks.code.block import PLAIN, has_highlighter, lexer_of
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics


def check(course: Course, found: Diagnostics) -> None:
    """Note once that no code is highlighted, or once for each language that Pygments does not know."""
    noted: set[str] = set()
    for document in course.documents():
        for token in document.tokens:
            language = token.info.split(maxsplit=1)[0] if token.type == "fence" and token.info.strip() else ""
            if language.lower() in PLAIN or language in noted or token.meta.get("foreign") or lexer_of(language):
                continue
            at = document.file.find(language, 1, len(document.file.lines)) or document.file.span()
            if not has_highlighter():
                message = "code is shown in one colour, since Pygments is not installed"
                found.note("plain-code", message, at, "install it with `pip install scorm-export[code]`")
                return
            noted.add(language)
            message = f"Pygments knows no language `{language}`, so that this is shown in one colour"
            found.note("plain-code", message, at, "for code without a language, write ```` ```text ````")
