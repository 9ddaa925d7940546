"""How reliability changes with the number of items, by the Spearman-Brown formula."""

from __future__ import annotations

import math

from surveytools.base.errors import ItemsError, OptionError, check_setting, is_number, is_whole


def at_length(reliability: float, k: int, length: int) -> float:
    """Return the reliability of `length` items of the kind of which k have the one given."""
    if not (is_whole(length) and length >= 1):
        raise OptionError(f"a test has no {length!r} items", hint="Give a whole number of items, one or more.")
    _refuse_negative(reliability)
    return float(stepped(reliability, length / k))


def items_needed(reliability: float, k: int, target: float) -> int:
    """Return the smallest number of items that reaches a target, where k items have the reliability given."""
    fits = is_number(target) and 0 < target < 1
    check_setting(fits, "target", target, "reliability to reach", "Give a number between 0 and 1.")
    _refuse_negative(reliability)
    if reliability == 0:
        raise ItemsError("alpha is 0, and stays so at any length", hint="Look for items that go together.")
    exact = k * target * (1 - reliability) / (reliability * (1 - target))
    return max(1, math.ceil(exact - 1e-9 * exact))


def stepped(reliability: float, m: float) -> float:
    """Return m r / (1 + (m - 1) r), the reliability of m times the length."""
    return m * reliability / (1 + (m - 1) * reliability)


def _refuse_negative(reliability: float) -> None:
    if reliability < 0:
        raise ItemsError(
            f"alpha is {reliability:.3f}: the formula is for reliabilities of 0 or more",
            hint="Turn the reversed items around: reverse=[...], scale=(low, high).",
        )
