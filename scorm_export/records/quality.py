"""Where a store has what the table of data quality counts."""

from __future__ import annotations

from scorm_export.records.store import Store

_MOST = 20
_DETAILS = {
    "unreadable": "SELECT place || ': ' || reason FROM unreadable ORDER BY pull, place LIMIT ?",
    "other": "SELECT DISTINCT contexts.course FROM others JOIN statements USING (id) JOIN contexts USING (context) "
    "ORDER BY 1 LIMIT ?",
    "clocks": "SELECT id || '  ' || moment FROM statements "
    "WHERE moment < TIMESTAMP '2010-01-01' OR delay < -300 OR delay > 31536000 ORDER BY moment LIMIT ?",
    "two_accounts": "SELECT string_agg(account, ' = ' ORDER BY account) FROM learners "
    "GROUP BY lower(trim(coalesce(name, regexp_replace(account, '^.* ', '')))) HAVING count(*) > 1 ORDER BY 1 LIMIT ?",
    "profile": "SELECT count(*) || ' × ' || rule FROM breaches GROUP BY rule ORDER BY count(*) DESC, rule LIMIT ?",
}


def details(store: Store, check: str) -> list[str]:
    """Return the places of what a check found, a line each: the first twenty."""
    query = _DETAILS.get(check)
    return [str(line) for (line,) in store.rows(query, _MOST)] if query else []
