"""The indicator tree: which indicator belongs to which, what it is called, which item measures it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveytools.base.errors import IndicatorsError, Place, listed, nearest, raise_faults
from surveytools.base.labels import Language, Text

COLUMNS = ("code", "parent", "name_en", "name_zh", "item", "reversed")
_YES, _NO = {"yes", "true", "1", "是"}, {"no", "false", "0", "否", ""}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One node of the tree.

    Parameters
    ----------
    code : str
        Short and unique.
    name : Text
        What is printed.
    parent : str or None
        Code of the node it belongs to; the root has none.
    item : str or None
        Column of the answers that measures it, for leaves.
    reversed : bool
        Whether a high answer means little of what the indicator says.

    References
    ----------
    OECD & JRC (2008). Handbook on Constructing Composite Indicators. https://doi.org/10.1787/9789264043466-en

    Examples
    --------
    >>> import surveytools as st
    >>> st.Indicator("S1", st.Text("Pages open slowly", "网页打开慢"), "speed", item="q7", reversed=True).printed.en
    'Pages open slowly (reversed)'
    """

    code: str
    name: Text
    parent: str | None = None
    item: str | None = None
    reversed: bool = False

    @property
    def printed(self) -> Text:
        """The name, marked if the item is reversed."""
        return Text(f"{self.name.en} (reversed)", f"{self.name.zh}（反向）") if self.reversed else self.name


@dataclass(frozen=True, slots=True)
class IndicatorTree:
    """A hierarchy of indicators with one root.

    Parameters
    ----------
    indicators : sequence of Indicator
        All nodes; children keep the order given.

    Raises
    ------
    IndicatorsError
        For a code that stands twice, an unknown parent, a circle, no root or several, an item used twice. All faults
        are collected.

    References
    ----------
    OECD & JRC (2008). Handbook on Constructing Composite Indicators. https://doi.org/10.1787/9789264043466-en

    Examples
    --------
    >>> import surveytools as st
    >>> tree = st.IndicatorTree.from_nested({"quality": {"content": ["C1", "C2"], "speed": ["S1", "S2"]}})
    >>> tree.root, tree.leaves("content")
    ('quality', ('C1', 'C2'))
    """

    indicators: tuple[Indicator, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "indicators", tuple(self.indicators))
        raise_faults(list(_faults(self.indicators)))

    @classmethod
    def from_nested(cls, nested: Mapping[str, Any]) -> IndicatorTree:
        """Make a tree of nested dictionaries and lists of codes; the codes are the names and the items."""
        return cls(tuple(_walk(nested, None)))

    @classmethod
    def from_frame(cls, frame: pd.DataFrame, *, file: str | None = None) -> IndicatorTree:
        """Make a tree of a table with the columns code, parent, name_en, name_zh, item, reversed.

        An empty parent marks the root; a name that is missing in one language is taken from the other. The index of
        the frame names the rows in errors.
        """
        unknown = [str(name) for name in frame.columns if name not in COLUMNS]
        lacking = [name for name in ("code", "parent") if name not in frame.columns]
        if unknown or lacking:
            wrong = f"there is no column {listed(lacking)}" if lacking else f"column {listed(unknown)} is unknown"
            raise IndicatorsError(wrong, place=Place(file=file), hint=f"The columns are {listed(COLUMNS)}.")
        rows = [(str(label), _cells(row)) for label, row in zip(frame.index, frame.to_dict("records"), strict=True)]
        indicators = tuple(_read(cells) for _, cells in rows)
        places = [Place(file=file, row=label) for label, _ in rows]
        faults = list(_reversal_faults(rows, file)) + list(_faults(indicators, places, file))
        raise_faults(faults)
        return cls(indicators)

    def __getitem__(self, code: str) -> Indicator:
        for indicator in self.indicators:
            if indicator.code == code:
                return indicator
        raise IndicatorsError(f"there is no indicator {code!r}", hint=nearest(code, self.codes))

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators)

    def __len__(self) -> int:
        return len(self.indicators)

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes in the order given."""
        return tuple(indicator.code for indicator in self.indicators)

    @property
    def root(self) -> str:
        """Code of the root."""
        return next(indicator.code for indicator in self.indicators if indicator.parent is None)

    @property
    def nodes(self) -> tuple[str, ...]:
        """Codes of all nodes that have children, the root first, level by level."""
        found: list[str] = []
        level = [self.root]
        while level:
            inner = [code for code in level if self.children(code)]
            found += inner
            level = [child for code in inner for child in self.children(code)]
        return tuple(found)

    def children(self, code: str) -> tuple[str, ...]:
        """Return the codes directly below a node."""
        return tuple(indicator.code for indicator in self.indicators if indicator.parent == code)

    def leaves(self, code: str | None = None) -> tuple[str, ...]:
        """Return the codes without children below a node, by default below the root."""
        code = self.root if code is None else code
        children = self.children(code)
        return tuple(leaf for child in children for leaf in self.leaves(child)) if children else (code,)

    def path(self, code: str) -> tuple[str, ...]:
        """Return the codes from the root down to a node."""
        parent = self[code].parent
        return (code,) if parent is None else (*self.path(parent), code)

    def dimension(self, code: str) -> str:
        """Return the child of the root that a node lies below."""
        path = self.path(code)
        return path[1] if len(path) > 1 else code

    def items(self, code: str | None = None) -> tuple[str, ...]:
        """Return the item columns below a node, by default all."""
        return tuple(item for leaf in self.leaves(code) if (item := self[leaf].item) is not None)

    def reversed_items(self, code: str | None = None) -> tuple[str, ...]:
        """Return the item columns below a node that are reversed."""
        return tuple(self[leaf].item or leaf for leaf in self.leaves(code) if self[leaf].reversed)

    def name(self, code: str, language: Language = "en") -> str:
        """Return what is printed for a code."""
        return self[code].name.said(language)

    def of_item(self, item: str) -> Indicator:
        """Return the indicator that an item column measures."""
        return next(indicator for indicator in self.indicators if indicator.item == item)


def _walk(nested: Mapping[str, Any] | Sequence[str], parent: str | None) -> Iterator[Indicator]:
    for key in nested:
        code, below = str(key), nested[key] if isinstance(nested, Mapping) else None
        yield Indicator(code, Text(code, code), parent, item=None if below else code)
        if below:
            yield from _walk(below, code)


def _cells(row: Mapping[Any, Any]) -> dict[str, str]:
    return {name: "" if row.get(name) is None or row[name] != row[name] else str(row[name]).strip() for name in COLUMNS}


def _read(cells: Mapping[str, str]) -> Indicator:
    en, zh = cells["name_en"] or cells["name_zh"], cells["name_zh"] or cells["name_en"]
    name = Text(en or cells["code"], zh or cells["code"])
    turned = cells["reversed"].lower() in _YES
    return Indicator(cells["code"], name, cells["parent"] or None, cells["item"] or None, turned)


def _reversal_faults(rows: Sequence[tuple[str, Mapping[str, str]]], file: str | None) -> Iterator[IndicatorsError]:
    for label, cells in rows:
        if cells["reversed"].lower() not in _YES | _NO:
            place = Place(file=file, row=label, column="reversed", value=cells["reversed"])
            yield IndicatorsError("reversed is neither yes nor no", place=place, hint="Write yes or no.")


def _faults(
    indicators: Sequence[Indicator], places: Sequence[Place] | None = None, file: str | None = None
) -> Iterator[IndicatorsError]:
    codes = [indicator.code for indicator in indicators]
    items = [indicator.item for indicator in indicators]
    parents = {indicator.code: indicator.parent for indicator in indicators}
    for k, indicator in enumerate(indicators):
        place = places[k] if places else Place(value=indicator.code)
        fault = _fault(indicator, k, codes, items, parents)
        if fault:
            yield IndicatorsError(fault[0], place=place, hint=fault[1])
    roots = [indicator.code for indicator in indicators if indicator.parent is None]
    if len(roots) != 1:
        wrong = f"{listed(roots)} have no parent" if roots else "no indicator is the root"
        yield IndicatorsError(
            wrong, place=Place(file=file), hint="Exactly one indicator, the whole, has an empty parent."
        )


def _fault(
    indicator: Indicator,
    k: int,
    codes: Sequence[str],
    items: Sequence[str | None],
    parents: Mapping[str, str | None],
) -> tuple[str, str] | None:
    code, parent, item = indicator.code, indicator.parent, indicator.item
    if not code:
        return "an indicator has no code", "Give each row a short, unique code."
    if code in codes[:k]:
        return f"code {code!r} stands twice", "Give each indicator its own code."
    if parent is not None and parent not in codes:
        return f"the parent {parent!r} of {code!r} is unknown", nearest(parent, codes)
    if item is not None and item in items[:k]:
        return f"item {item!r} measures two indicators", "Use each item once."
    if item is not None and code in parents.values():
        return f"{code!r} has both an item and indicators below it", "Only the lowest level has items."
    if _in_circle(code, parents):
        return f"{code!r} lies below itself", "Follow the parents up: they must end at the root."
    return None


def _in_circle(code: str, parents: Mapping[str, str | None]) -> bool:
    above = parents[code]
    for _ in parents:
        if above is None or above not in parents:
            return False
        if above == code:
            return True
        above = parents[above]
    return False
