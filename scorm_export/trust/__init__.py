"""The one boundary between what is ours and what is not: authors' texts, imports, formulas and figures.

Nothing that was written elsewhere reaches a page, a package or another tool without having been parsed here and written
again from a list of what is allowed. `html` does so for texts and formulas, `svg` for figures, `shell` for what the
templates of themes put out; `files` checks that a file is what its name says.
"""
