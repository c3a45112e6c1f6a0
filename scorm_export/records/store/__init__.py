"""The store: a DuckDB file that contains every statement once."""

from __future__ import annotations

from scorm_export.records.store.store import Problem, Pull, Store, StoreError

__all__ = ["Problem", "Pull", "Store", "StoreError"]
