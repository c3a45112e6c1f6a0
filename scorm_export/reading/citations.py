"""Works that lessons cite from a bibliography in CSL JSON or BibTeX: `[@key, 12]`, and the list of them."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from types import SimpleNamespace
from typing import Any

from scorm_export.diagnostics import Diagnostics, Span
from scorm_export.source.folder import Folder

CITATION = re.compile(r"\[(?P<cited>@[^\[\]]+)\](?!\()")
"""As Pandoc has it: `[@key]`, `[@key, 12]`, `[@one; @other]`."""
LIST = re.compile(r":{3,} *references\s*")
"""The line where the list of works goes; a line `:::` follows it."""
_WORK = re.compile(r"@(?P<key>[\w:./-]*\w)(?:,\s*(?:pp?\.\s*)?(?P<pages>[^;]+?))?\s*")
_STYLE = "harvard-cite-them-right"
_ESCAPED = re.compile(r"([\\`*_\[\]<>&$@{}])")


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The works of a file; it knows how lessons cite them, as Markdown."""

    source: Any
    """By citeproc-py."""

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all works, in lower case, as citeproc-py compares them."""
        return frozenset(self.source)

    def cite(self, all_cited: Iterable[str]) -> tuple[dict[str, str], list[str]]:
        """Return what stands in the place of each `@key, 12; @other`, and the list of the works, by author."""
        import citeproc  # noqa: PLC0415 — an extra
        from citeproc.source import Locator  # noqa: PLC0415 — as above

        with warnings.catch_warnings(action="ignore"):  # of fields that the style does not show
            style = citeproc.CitationStylesStyle(_STYLE, validate=False)
            made = citeproc.CitationStylesBibliography(style, self.source, _MARKDOWN)
            citations = {}
            for cited in dict.fromkeys(all_cited):
                items = [
                    citeproc.CitationItem(key, **({"locator": Locator("page", pages)} if pages else {}))
                    for key, pages in works(cited)
                ]
                citations[cited] = citeproc.Citation(items)
                made.register(citations[cited])
            made.sort()
            texts = {cited: str(made.cite(citation, _known)) for cited, citation in citations.items()}
            return texts, [str(each) for each in made.bibliography()]


def works(cited: str) -> list[tuple[str, str]]:
    """Return the key and the pages of each work in `@key, 12; @other`; none where that is no citation."""
    found = [_WORK.fullmatch(part.strip()) for part in cited.split(";")]
    return [(one["key"].lower(), (one["pages"] or "").strip()) for one in found if one] if all(found) else []


def read_bibliography(named: tuple[str, Span], folder: Folder, found: Diagnostics) -> Bibliography | None:
    """Read the file of a bibliography; None, and why in `found`, where that cannot be done."""
    name, at = named
    path = folder.resolve(name, "", at, found)
    file = folder.text(path, found) if path else None
    if path is None or file is None:
        return None
    try:
        return Bibliography(_source(path, "\n".join(file.lines)))
    except ImportError:
        found.error("bibliography-file", "a bibliography needs more than is installed", at, _INSTALL)
    except Exception as problem:  # noqa: BLE001 — whatever citeproc-py cannot read
        message = f"`{name}` cannot be read as {'BibTeX' if path.endswith('.bib') else 'CSL JSON'}: {_short(problem)}"
        found.error("bibliography-file", message, at, "export it again from your reference manager")
    return None


_INSTALL = "`pip install scorm-export[bibliography]`"


def _source(path: str, text: str) -> Any:
    from citeproc.source.bibtex import BibTeX  # noqa: PLC0415 — an extra
    from citeproc.source.json import CiteProcJSON  # noqa: PLC0415 — as above

    with warnings.catch_warnings(action="ignore"):  # of fields that no style shows
        if path.endswith(".bib"):
            return BibTeX(StringIO(text))
        return CiteProcJSON(json.loads(text))


def _short(problem: Exception) -> str:
    return " ".join(str(problem).split())[:100] or type(problem).__name__


def _known(_item: object) -> str:
    """Every work was looked up before."""
    return "?"


def _around(mark: str) -> Callable[[object], str]:
    return lambda text: f"{mark}{text}{mark}" if str(text).strip() else str(text)


_MARKDOWN = SimpleNamespace(
    preformat=lambda text: _ESCAPED.sub(r"\\\1", str(text)),
    **dict.fromkeys(("Italic", "Oblique"), _around("*")),
    Bold=_around("**"),
    **dict.fromkeys(("Light", "Underline", "Superscript", "Subscript", "SmallCaps"), str),
)
"""What citeproc-py calls a formatter."""
