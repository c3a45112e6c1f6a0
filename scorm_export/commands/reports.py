"""Diagnostics for programs that collect results: JUnit XML and SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Iterable

from lxml import etree

from scorm_export import __version__, rules
from scorm_export.diagnostics import CONTROL_CHARACTER, Diagnostic, Severity

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def junit(diagnostics: Iterable[Diagnostic]) -> str:
    """Return a test suite with a case for each diagnostic, which fails for errors; without any, one that passes."""
    found = list(diagnostics)
    errors = sum(d.severity is Severity.ERROR for d in found)
    suite = etree.Element("testsuite", name="scorm-export", tests=str(max(1, len(found))), failures=str(errors))
    for d in found:
        place = f"{d.span.path}:{d.span.line}:{d.span.column}"
        case = etree.SubElement(suite, "testcase", classname=_clean(d.span.path), name=d.rule)
        words = _clean(f"{place}: {d.message}" + (f" ({d.hint})" if d.hint else ""))
        if d.severity is Severity.ERROR:
            etree.SubElement(case, "failure", message=_clean(d.message), type=d.severity.value).text = words
        else:
            etree.SubElement(case, "system-out").text = f"{d.severity.value}: {words}"
    if not found:
        etree.SubElement(suite, "testcase", classname="scorm-export", name="no-finding")
    etree.indent(suite, "  ")
    return etree.tostring(suite, encoding="unicode") + "\n"


def _clean(text: str) -> str:
    return CONTROL_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text)


def _sarif_fix(diagnostic: Diagnostic) -> dict[str, object]:
    """Return a fix (3.55): for each file that it changes, what is deleted and inserted where."""
    changes: dict[str, list[object]] = {}
    for edit in diagnostic.fix:
        at = edit.span
        region = {"startLine": at.line, "startColumn": at.column, "endColumn": at.column + at.length}
        replacement = {"deletedRegion": region, "insertedContent": {"text": edit.text}}
        changes.setdefault(at.path.replace("\\", "/"), []).append(replacement)
    artifacts = [{"artifactLocation": {"uri": uri}, "replacements": made} for uri, made in changes.items()]
    return {"description": {"text": diagnostic.hint or diagnostic.message}, "artifactChanges": artifacts}


def sarif(diagnostics: Iterable[Diagnostic]) -> str:
    """Return a SARIF log of one run (OASIS SARIF 2.1.0, 3.13), with the summary of each rule that was broken."""
    found = list(diagnostics)
    broken = sorted({d.rule for d in found})
    driver = {
        "name": "scorm-export",
        "version": __version__,
        "rules": [
            {
                "id": rule,
                "shortDescription": {"text": rules.summary(rule)},
                "help": {"text": rules.page(rule), "markdown": rules.page(rule)},
            }
            for rule in broken
        ],
    }
    results = [
        {
            "ruleId": d.rule,
            "ruleIndex": broken.index(d.rule),
            "level": _LEVELS[d.severity],
            "message": {"text": d.message + (f" ({d.hint})" if d.hint else "")},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": d.span.path.replace("\\", "/")},
                        "region": {
                            "startLine": d.span.line,
                            "startColumn": d.span.column,
                            "endColumn": d.span.column + d.span.length,
                        },
                    }
                }
            ],
        }
        | ({"fixes": [_sarif_fix(d)]} if d.fix else {})
        for d in found
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"
