"""What counting factors asks of its arguments and answers, and how its numbers are said."""

from __future__ import annotations

from typing import Literal

import numpy as np

from surveytools.base.errors import ItemsError, OptionError, check_option, check_setting, is_number, is_whole
from surveytools.base.labels import Text
from surveytools.factors.chance import Basis
from surveytools.moments.correlations import Correlation

Rng = int | np.random.Generator
Reference = Literal["normal", "permutation"]
REFERENCES: tuple[Reference, ...] = ("normal", "permutation")

FEWEST_REPLICATIONS = 20


def check_replications(n_replications: int) -> None:
    """Raise :class:`OptionError` unless so many replications make a reference."""
    if not is_whole(n_replications) or n_replications < FEWEST_REPLICATIONS:
        raise OptionError(
            f"n_replications={n_replications!r} makes no reference",
            hint=f"Give a whole number from {FEWEST_REPLICATIONS} upwards; 1000 is usual.",
        )


def check_quantile(quantile: float) -> None:
    """Raise :class:`OptionError` unless the quantile lies between 0 and 1."""
    fits = is_number(quantile) and 0 < quantile < 1
    check_setting(fits, "quantile", quantile, "quantile", "Give a number between 0 and 1, such as .95.")


def seed_text(rng: Rng) -> Text:
    """Say where the random numbers come from."""
    if isinstance(rng, np.random.Generator):
        return Text("random numbers: the generator given", "随机数：使用给定的生成器")
    return Text(f"random numbers: seed {rng}", f"随机数种子：{rng}")


def checked_number(name: str, m: object, p: int, most: int) -> int:
    """Return the number of factors, an argument of this name, if p items allow so many."""
    if not is_whole(m) and not (isinstance(m, float) and m.is_integer()):
        raise ItemsError(f"{name}={m!r} is no number of factors", hint="Give 1, 2, 3 and so on.")
    number = int(m)  # pyright: ignore[reportArgumentType]
    if number < 1:
        raise ItemsError(f"{name}={m!r} is no number of factors", hint="Give 1, 2, 3 and so on.")
    if number > most:
        verb = "is" if number == 1 else "are"
        raise ItemsError(
            f"{counted(number, 'factors').en} {verb} too many for {p} items",
            hint=f"{p} items allow at most {most}." if most else "Give at least three items.",
        )
    return number


def resolved_reference(reference: Reference | None, correlation: Correlation) -> Reference:
    """Fill in the reference that fits the correlations; refuse polychoric ones beside normal samples."""
    if reference is None:
        return "permutation" if correlation == "polychoric" else "normal"
    check_option("reference", reference, REFERENCES)
    if reference == "normal" and correlation == "polychoric":
        raise OptionError(
            "polychoric correlations vary more than those of normal samples",
            hint='Use reference="permutation", which computes polychoric correlations on both sides.',
        )
    return reference


def counted(m: int, basis: Basis) -> Text:
    """Return a number of components or factors in words, such as 5 components."""
    one, many, zh = ("component", "components", "成分") if basis == "components" else ("factor", "factors", "因子")
    return Text(f"{m} {one if m == 1 else many}", f"{m} 个{zh}")
