"""Marks that mean something in another dialect of Markdown, or nothing, and would stand on the page as signs.

Looked for in the text as learners would read it, so code and what is escaped with a backslash is left alone. Each is
found with what to write instead.
"""
