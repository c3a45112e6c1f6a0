"""The slides of a course: which there are, how their texts fit, and the presentation that they are written to."""

from __future__ import annotations

from scorm_export.targets.facilitator.slides.deck import deck
from scorm_export.targets.facilitator.slides.fitting import fitted
from scorm_export.targets.facilitator.slides.slide import Slide
from scorm_export.targets.facilitator.slides.writing import presentation

__all__ = ["Slide", "deck", "fitted", "presentation"]
