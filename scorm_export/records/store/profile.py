"""Rules of an xAPI Profile as conditions of DuckDB, which holds statements against them while it reads.

The store keeps columns, not texts, so statements are checked when they are read. A profile's templates say which
statements they are about, by verb and types of activities (determining properties), and which values they must have
(xAPI Profiles 1.0, part 2, section 8). What a profile only recommends is no breach. Locations are JSONPath as profiles
use it: names, `[*]` and `|`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
_DETERMINING = {
    "verb": "$.verb.id",
    "objectActivityType": "$.object.definition.type",
    "contextGroupingActivityType": "$.context.contextActivities.grouping[*].definition.type",
    "contextParentActivityType": "$.context.contextActivities.parent[*].definition.type",
    "contextOtherActivityType": "$.context.contextActivities.other[*].definition.type",
    "contextCategoryActivityType": "$.context.contextActivities.category[*].definition.type",
    "attachmentUsageType": "$.attachments[*].usageType",
}
_CLAIMS = "$.context.contextActivities.category[*].id"
_TYPE = "$.object.definition.type"
_NAME = re.compile(r"\['((?:[^'\\]|\\.)*)'\]")


class NotAProfileError(Exception):
    """The text is not an xAPI Profile."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: the IRI of its newest version, which statements name, and its templates."""

    version: str
    text: str
    templates: tuple[Json, ...]


def read_profile(text: str) -> Profile:
    """Read a profile. Raises NotAProfileError."""
    try:
        document = json.loads(text)
        profile = Profile(str(document["versions"][0]["id"]), text, tuple(document["templates"]))
        breaches(profile)
    except (ValueError, LookupError, TypeError, AttributeError):
        raise NotAProfileError("not an xAPI Profile: a JSON-LD file with versions and templates") from None
    return profile


def breaches(profile: Profile) -> str:
    """Return the query of the breaches in the table `texts` (json): id and rule, in words, a row for each.

    Only statements that name the profile's version are looked at. Every text of the profile in the query is quoted.
    """
    claims = f"list_contains({_values(_CLAIMS)}, {_literal(profile.version)})"
    fits = [_fits(template) for template in profile.templates]
    verb, kind = (f"coalesce(regexp_extract(json->>'{path}', '[^/#]*$'), '')" for path in ("$.verb.id", _TYPE))
    none = f"'the profile has no statement ' || {verb} || ' about an object of the type ' || {kind}"
    branches = [_select(none, f"NOT ({' OR '.join(fits) or 'false'})")]
    for template, condition in zip(profile.templates, fits, strict=True):
        rules = ", ".join(f"CASE WHEN {broken} THEN {_literal(said)} END" for broken, said in _rules(template))
        branches += [_select(f"unnest([{rules}])", condition)] if rules else []
    begin = "WITH claimed AS (SELECT TRY_CAST(json->>'id' AS UUID) AS id, json FROM texts WHERE " + claims  # noqa: S608 — quoted
    found = ") SELECT DISTINCT id, rule FROM (" + " UNION ALL ".join(branches)  # noqa: S608 — quoted
    return begin + found + ") WHERE rule IS NOT NULL AND id IS NOT NULL"


def _select(rule: str, condition: str) -> str:
    return "SELECT id, " + rule + " AS rule FROM claimed WHERE " + condition  # noqa: S608 — quoted


def _fits(template: Json) -> str:
    conditions = []
    for name, path in _DETERMINING.items():
        wanted = template.get(name, [])
        listed = [wanted] if isinstance(wanted, str) else wanted
        conditions += [f"list_contains({_values(path)}, {_literal(one)})" for one in listed]
    return f"({' AND '.join(conditions) or 'true'})"


def _rules(template: Json) -> Iterator[tuple[str, str]]:
    """Yield the condition under which each requirement is broken, and how to say it."""
    label = next(iter((template.get("prefLabel") or {}).values()), template.get("id", ""))
    for rule in template.get("rules", ()):
        places = str(rule["location"]).split("|")
        if selector := rule.get("selector"):
            places = [place.strip() + selector.strip().removeprefix("$") for place in places]
        found = _values(*places)
        where = f"{label}: `{' or '.join(place.strip().removeprefix('$.') for place in places)}`"
        if rule.get("presence") == "included":
            yield f"len({found}) = 0", f"{where} is missing"
        if rule.get("presence") == "excluded":
            yield f"len({found}) > 0", f"{where} must not be there"
        if "any" in rule:
            yield (
                f"len({found}) > 0 AND NOT list_has_any({found}, {_list(rule['any'])})",
                f"{where} lacks a required value",
            )
        if "all" in rule:
            yield f"NOT list_has_all({_list(rule['all'])}, {found})", f"{where} has a value that is not allowed"
        if "none" in rule:
            yield f"list_has_any({found}, {_list(rule['none'])})", f"{where} has a forbidden value"


def _values(*places: str) -> str:
    """Return the expression of the values at some places, as a list of JSON texts; whole numbers have no point."""
    lists = []
    for place in places:
        path = _literal(_NAME.sub(lambda name: f'."{name[1]}"', place.strip()))
        found = f"json_extract(json, {path})"
        lists.append(found if "[*]" in place else f"CASE WHEN json_exists(json, {path}) THEN [{found}] ELSE [] END")
    whole = lists[0] if len(lists) == 1 else f"list_concat({', '.join(lists)})"
    return (
        f"list_transform(coalesce({whole}, []), lambda one: "
        r"regexp_replace(trim(CAST(one AS VARCHAR), '\"'), '^(-?[0-9]+)\.0+$', '\1'))"
    )


def _list(values: Sequence[Any]) -> str:
    return f"[{', '.join(_literal(one if isinstance(one, str) else json.dumps(one)) for one in values)}]::VARCHAR[]"


def _literal(text: str) -> str:
    quoted = text.replace("'", "''")
    return f"'{quoted}'"
