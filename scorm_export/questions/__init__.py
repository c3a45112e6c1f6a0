"""The question types, one folder each, found by their folders."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from scorm_export.questions.base import QuestionType

_FOLDERS = sorted(module.name for module in iter_modules(__path__) if module.ispkg)
QUESTION_TYPES: tuple[QuestionType, ...] = tuple(
    import_module(f"{__name__}.{folder}.question").TYPE for folder in _FOLDERS
)
"""In the order of their folders' names."""
GRADED = frozenset(kind.name for kind in QUESTION_TYPES if kind.graded)
"""The types whose questions always have points."""
