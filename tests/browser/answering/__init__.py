"""How a learner answers each type of question, by mouse and by keyboard."""

from __future__ import annotations


class NoSuchAnswer(Exception):  # noqa: N818 — a test that asks goes on without one
    """The question has no answer of this kind."""
