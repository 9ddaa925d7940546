"""The index: scores up the indicator tree, by respondent and by group, with what is certain about them."""

from surveytools.index.building import Index, build_index

__all__ = ["Index", "build_index"]
