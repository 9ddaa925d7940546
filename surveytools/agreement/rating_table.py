"""Ratings that are categories: their names, their order, and a code for each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveytools.agreement.rating_cells import Category, RatingCells, are_numbers, plain_number, read_cells
from surveytools.base.errors import OptionError, is_number, listed

Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class RatingTable:
    """Validated ratings.

    Parameters
    ----------
    codes : ndarray of int, shape (n, r)
        One row a unit, one column a rater: the position of the category, -1 where there is no rating.
    categories : tuple
        Texts or numbers, in order.
    cells : RatingCells
        The ratings as given.
    ordered : bool
        Whether the order of the categories means something: numbers, an ordered type, or named by the user.
    """

    codes: Codes
    categories: tuple[Category, ...]
    cells: RatingCells
    ordered: bool


def enter_ratings(ratings: Any, categories: Sequence[Any] | None = None) -> RatingTable:
    """Read categories and codes of units by raters; every faulty cell is reported."""
    cells = read_cells(ratings)
    named = cells.declared if categories is None else _named(categories)
    codes, found = _found(cells) if named is None else (_coded(cells, named), named)
    ordered = categories is not None or cells.ordered or cells.numeric
    if not ordered:
        _refuse_spellings(cells, codes, [str(name) for name in found])
    return RatingTable(codes, found, cells, ordered)


def check_ordered(categories: tuple[Category, ...], ordered: bool, purpose: str) -> None:
    """Raise :class:`OptionError` where the order of the categories is needed and not known."""
    if ordered:
        return
    hint = 'Name all categories from the lowest to the highest: categories=["poor", "fair", "good"].'
    raise OptionError(
        f"{purpose} need the order of the categories, and these are texts in no common order: "
        f"{listed(map(str, categories))}",
        hint="Turn the texts into numbers first: frame.astype(float)." if are_numbers(categories) else hint,
    )


def _named(categories: Sequence[Any]) -> tuple[Category, ...]:
    known = isinstance(categories, list | tuple | range | np.ndarray | pd.Series | pd.Index)
    names: list[Any] = list(categories) if known else []
    numbers = all(is_number(name) or isinstance(name, bool | np.bool_) for name in names)
    if not (numbers or all(isinstance(name, str) for name in names)) or len(set(names)) < max(len(names), 2):
        raise OptionError(
            f"categories={categories!r} is no list of different categories",
            hint="Name each category once, two or more, from the lowest to the highest; all texts or all numbers.",
        )
    return tuple(plain_number(float(name)) if numbers else name for name in names)


def _found(cells: RatingCells) -> tuple[Codes, tuple[Category, ...]]:
    codes, found = pd.factorize(cells.X.T.ravel(), sort=True)
    codes = codes.reshape(cells.X.T.shape).T
    return codes, tuple(plain_number(value) for value in found)


def _refuse_spellings(cells: RatingCells, codes: Codes, found: list[str]) -> None:
    """Refuse the rarer spellings of texts that differ in capitals or white space alone."""
    plain = [" ".join(text.split()).casefold() for text in found]
    if len(set(plain)) == len(plain):
        return
    often = np.bincount(codes[codes >= 0], minlength=len(found)).tolist()
    usual = {text: found[k] for k, text in sorted(enumerate(plain), key=lambda pair: often[pair[0]])}
    rare = [k for k, text in enumerate(found) if usual[plain[k]] != text]
    meant = dict.fromkeys(usual[plain[k]] for k in rare)
    cells.refuse(
        np.isin(codes, rare),
        f"a rating differs in capitals or white space alone from {listed(repr(text) for text in meant)}",
        "Write each category in one way, such as with frame.map(str.strip).",
    )


def _coded(cells: RatingCells, named: tuple[Category, ...]) -> Codes:
    texts = isinstance(named[0], str)
    if texts == cells.numeric:
        one, other = ("texts", "numbers") if texts else ("numbers", "texts")
        raise OptionError(
            f"the categories {listed(map(str, named))} are {one}, and the ratings are {other}",
            hint=f"Name the categories as {other}, as they stand in the ratings.",
        )
    codes = pd.Index(named).get_indexer(pd.Index(cells.X.ravel())).reshape(cells.X.shape)
    unknown = (codes < 0) & ~pd.isna(cells.X)
    if unknown.any():
        cells.refuse(
            unknown, f"a rating is not among the categories {listed(map(str, named))}",
            "Correct the cell, or name all categories.",
        )  # fmt: skip
    return codes
