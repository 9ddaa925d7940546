"""Answers become sufficient statistics: the door, and the moments that add."""

from surveytools.moments.sums import Moments

__all__ = ["Moments"]
