"""What intraclass correlations are made of: mean squares of complete subjects, or components from all ratings."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from surveytools.agreement.icc_forms import Test, made_of_likelihood, made_of_mean_squares
from surveytools.agreement.mean_squares import MODELS, Array, MeanSquares, Model, f_test, mean_squares
from surveytools.agreement.numeric_ratings import fewest, refuse_one_value
from surveytools.agreement.rating_cells import RatingCells
from surveytools.agreement.variance_components import Components, overlap, variance_components
from surveytools.base.errors import ItemsError, SampleSizeError
from surveytools.base.labels import Text
from surveytools.base.warnings import MissingAnswersWarning
from surveytools.moments.door import LOST_SHARE


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """Mean squares or components, the test of each model, the subjects used, and how it was done."""

    source: MeanSquares | Components
    tests: Mapping[Model, Test]
    n_used: int
    made: tuple[Text, ...]


def of_complete_subjects(entered: RatingCells) -> Estimated:
    """Return the mean squares of the subjects whom all raters rated."""
    X, n_total = entered.X, len(entered.X)
    gaps = np.isnan(X)
    lacking = gaps.any()
    complete = X[~gaps.any(axis=1)] if lacking else X
    if len(complete) < 2:
        raise SampleSizeError(
            f"only {len(complete)} of {n_total} subjects were rated by every rater",
            hint=f'{fewest(entered)}; leave such raters out, or use missing="reml".'
            if overlap(X)
            else f"Let more subjects have two or more of the same raters; {fewest(entered)}.",
        )
    lost = n_total - len(complete)
    if lost > LOST_SHARE * n_total:
        warnings.warn(
            f'{lost} of {n_total} subjects lack a rating and are left out; missing="reml" uses every rating.',
            MissingAnswersWarning,
            stacklevel=3,
        )
    ms = mean_squares(complete)
    _refuse_equal_subjects(ms, complete)
    made = made_of_mean_squares(len(complete), n_total)
    return Estimated(ms, {model: f_test(ms, model) for model in MODELS}, len(complete), made)


def of_all_ratings(entered: RatingCells) -> Estimated:
    """Return the variance components of all ratings."""
    rated = entered.X[~np.isnan(entered.X).all(axis=1)]
    if not overlap(rated):
        raise SampleSizeError(
            "the ratings overlap too little to tell subjects, raters and error apart",
            hint=f"Let more subjects have two or more of the same raters; {fewest(entered)}.",
        )
    refuse_one_value(rated)
    if not np.isnan(rated).any():
        _refuse_equal_subjects(mean_squares(rated), rated)
    found = variance_components(rated)
    if found.variances[2] < 1e-6 * sum(found.variances):
        raise ItemsError(
            "the ratings fit subjects and raters without any error",
            hint='The likelihood has no maximum there; use missing="drop-subjects".',
        )
    made = made_of_likelihood(rated, len(entered.X))
    return Estimated(found, dict.fromkeys(MODELS, (None, None, None, None)), len(rated), made)


def _refuse_equal_subjects(ms: MeanSquares, X: Array) -> None:
    """Raise :class:`ItemsError` where all subjects have the same mean rating."""
    if ms.rows == 0:
        refuse_one_value(X)
        raise ItemsError(
            "all subjects have the same mean rating",
            hint="The ratings do not tell the subjects apart; an ICC is a share of the differences between them.",
        )
