"""Judgments from files: one table, one table a node, or one folder an expert with one table a node each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.hierarchy_entry import as_tree, check_alike
from surveytools.base.errors import (
    FaultsError,
    IndicatorsError,
    JudgmentsError,
    Place,
    StudyError,
    SurveyError,
    listed,
    nearest,
    raise_faults,
)
from surveytools.indicators.tree import IndicatorTree
from surveytools.readers.tabular import read_cells

TABLES = (".csv", ".xlsx")
_LAYOUT = "Keep either one table a node, or one folder an expert with one table a node each."


class JudgmentTable(NamedTuple):
    """The judgments of one table, and what errors call its file."""

    judgments: Judgments
    file: str


Tables = dict[str, JudgmentTable]


@dataclass(frozen=True, slots=True)
class JudgmentFolder:
    """What a folder of judgments holds: the tables of one judge by node, or those of each expert."""

    tables: Tables = field(default_factory=dict[str, JudgmentTable])
    by_expert: dict[str, Tables] = field(default_factory=dict[str, Tables])

    @property
    def nodes(self) -> dict[str, Judgments]:
        """The judgments of one judge by node."""
        return _bare(self.tables)

    @property
    def experts(self) -> dict[str, dict[str, Judgments]]:
        """The judgments of each expert by node."""
        return {name: _bare(tables) for name, tables in self.by_expert.items()}


def read_judgments(
    path: str | Path, indicators: Any = None
) -> Judgments | dict[str, Judgments] | dict[str, dict[str, Judgments]]:
    r"""Read pairwise comparisons from a table, or from a folder of tables.

    Parameters
    ----------
    path : str or Path
        A .csv file (UTF-8 or GB 18030) or .xlsx file with one square table, the codes of the criteria in its first row
        and its first column; or a folder of such tables, each called by the node whose children it compares; or a
        folder with one such folder an expert.
    indicators : IndicatorTree, nested mapping or pandas.DataFrame, optional
        The tree, as :class:`surveytools.ahp.Hierarchy` takes it, to check nodes and criteria against.

    Returns
    -------
    Judgments, dict of str to Judgments, or dict of str to dict of str to Judgments
        For a file, its judgments. For a folder of tables, judgments by name of the table, as
        :class:`surveytools.ahp.Hierarchy` takes them by node and :class:`surveytools.ahp.Panel` by expert. For a folder
        of folders, judgments by expert and node, as :class:`surveytools.ahp.HierarchyPanel` takes them. Blank pairs
        are unanswered.

    Raises
    ------
    SurveyError
        For every fault in any of the files, together: the file (and so the expert), row, column and value. For tables
        beside folders, files of another kind, two tables of one node, nothing at all; for experts who compare other
        nodes or criteria than the first, or than the tree.

    References
    ----------
    Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill.

    Examples
    --------
    >>> import surveytools as st
    >>> tables = {"Ann/best.csv": "a,b\na,1,3\nb,1/3,1", "Bo/best.csv": "a,b\na,1,5\nb,1/5,1"}
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     for file, text in tables.items():
    ...         Path(folder, file).parent.mkdir()
    ...         _ = Path(folder, file).write_text("," + text, encoding="utf-8")
    ...     experts = st.read_judgments(folder)
    >>> experts["Bo"]["best"].cell_texts()
    (('1', '5'), ('1/5', '1'))
    """
    place, tree = Path(path), None if indicators is None else as_tree(indicators)
    if place.is_file() or place.suffix.lower() in TABLES:
        one = JudgmentTable(_matrix(place, place.name), place.name)
        raise_faults([] if tree is None else list(_misfits({place.stem: one}, tree)))
        return one.judgments
    faults: list[SurveyError] = []
    found = judgments_in(place, place.name or str(place), tree, faults)
    raise_faults(faults)
    return found.experts or found.nodes


def judgments_in(path: Path, name: str, tree: IndicatorTree | None, faults: list[SurveyError]) -> JudgmentFolder:
    """Read a folder of judgments that errors call by its name; what is wrong is added to the faults."""
    if not path.is_dir():
        hint = "It holds one square table a node, such as judgments/quality.csv, or such a folder for each expert."
        faults.append(StudyError("the folder of the judgments is missing", place=Place(file=name), hint=hint))
        return JudgmentFolder()
    before, found = len(faults), JudgmentFolder()
    with collecting(faults):
        folders = [one for one in visible(path) if one.is_dir()]
        _check_layout(path, name, folders)
        if folders:
            each = {one.name: _tables(one, f"{name}/{one.name}", faults) for one in folders}
            found = JudgmentFolder(by_expert=each)
        else:
            found = JudgmentFolder(_tables(path, name, faults))
    if len(faults) == before:
        faults += _unlike(found, name) if tree is None else _not_of_tree(found, name, tree)
    return found


def visible(folder: Path) -> list[Path]:
    """Return what stands in a folder, by name, without hidden files and those that an open workbook leaves."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~")))


def table_paths(folder: Path) -> list[Path]:
    """Return the tables in a folder, and in the folders of experts in it."""
    parts = [folder, *(path for path in visible(folder) if path.is_dir())]
    return [path for part in parts for path in visible(part) if path.suffix.lower() in TABLES and path.is_file()]


def gap_faults(tables: Tables) -> Iterator[JudgmentsError]:
    """Report every pair that one judge left blank."""
    hint = 'Compare them, or write complete = "lls", "eigenvector" or "harker" in [judgments] to have gaps filled in.'
    for table in tables.values():
        for row, column in table.judgments.missing_pairs:
            yield JudgmentsError(
                "a judgment is missing", place=Place(file=table.file, row=row, column=column), hint=hint
            )


@contextmanager
def collecting(faults: list[SurveyError], file: str | None = None) -> Iterator[None]:
    """Add what is raised to the faults, and go on; faults without a file are given one."""
    try:
        yield
    except SurveyError as error:
        faults.extend(
            type(one)(one.fault, place=replace(one.place, file=one.place.file or file), hint=one.hint)
            for one in (error.faults if isinstance(error, FaultsError) else (error,))
        )
    except OSError as error:
        place = Place(file=Path(str(error.filename or "")).name)
        hint = "Close it in other programs, and check its permissions."
        faults.append(StudyError(f"it cannot be read: {error.strerror}", place=place, hint=hint))


def _check_layout(path: Path, name: str, folders: list[Path]) -> None:
    """Raise for tables beside folders."""
    tables = [one.name for one in visible(path) if one not in folders and one.suffix.lower() in TABLES]
    if folders and tables:
        fault = f"tables ({listed(tables)}) stand beside folders ({listed(one.name for one in folders)})"
        raise StudyError(fault, place=Place(file=name), hint=_LAYOUT)


def _tables(path: Path, name: str, faults: list[SurveyError]) -> Tables:
    """Read one table a node from a folder."""
    found: Tables = {}
    with collecting(faults):
        faults += _strange_files(path, name)
        for table in visible(path):
            if table.suffix.lower() in TABLES and table.is_file():
                with collecting(faults):
                    file = f"{name}/{table.name}"
                    found[table.stem] = JudgmentTable(_matrix(table, file), file)
    return found


def _strange_files(path: Path, name: str) -> Iterator[StudyError]:
    """Report a folder without anything, and what would be passed over: files that are no tables, two of one node."""
    seen: dict[str, str] = {}
    for one in visible(path):
        place = Place(file=f"{name}/{one.name}")
        if one.suffix.lower() not in TABLES or not one.is_file():
            yield StudyError("this is no table of judgments", place=place, hint="Keep only <code>.csv or .xlsx here.")
        elif one.stem in seen:
            fault = f"{one.stem!r} has two tables, {seen[one.stem]} and {one.name}"
            yield StudyError(fault, place=place, hint="Keep one of them.")
        seen.setdefault(one.stem, one.name)
    if not seen:
        yield StudyError("the folder is empty", place=Place(file=name), hint="Put one square table a node into it.")


def _matrix(path: Path, name: str) -> Judgments:
    frame = read_cells(path, name).frame
    labels = frame.iloc[:, 0]
    if not len(frame) or frame.shape[1] < 2:
        raise StudyError("the table is empty", place=Place(file=name), hint="Its first row and column hold the codes.")
    square = frame.iloc[:, 1:].set_axis([str(label) for label in labels], axis=0)
    return Judgments.from_frame(square, file=name)


def _bare(tables: Mapping[str, JudgmentTable]) -> dict[str, Judgments]:
    return {node: table.judgments for node, table in tables.items()}


def _not_of_tree(found: JudgmentFolder, name: str, tree: IndicatorTree) -> Iterator[SurveyError]:
    """Report what a judge, or each expert, did not compare as the tree has it."""
    judges = {f"{name}/{expert}": tables for expert, tables in found.by_expert.items()} or {name: found.tables}
    for folder, tables in judges.items():
        yield from _misfits(tables, tree)
        for node in tree.nodes:
            if node not in tables and len(tree.children(node)) > 1:
                hint = f"Compare its children in pairs: {listed(tree.children(node))}."
                yield JudgmentsError(f"there are no judgments for {node!r}", place=Place(file=folder), hint=hint)


def _misfits(tables: Tables, tree: IndicatorTree) -> Iterator[SurveyError]:
    """Report tables of no node of the tree, and tables whose criteria are not the node's children."""
    for node, (judgments, file) in tables.items():
        place, said = Place(file=file), f"there are judgments for {node!r}, which"
        if node not in tree.codes:
            yield IndicatorsError(f"{said} is no indicator", place=place, hint=nearest(node, tree.nodes))
        elif node not in tree.nodes:
            yield IndicatorsError(f"{said} has no indicators below it", place=place, hint="Leave them out.")
        else:
            children = tree.children(node)
            try:
                check_alike(judgments.labels, children, f"Compare its children: {listed(children)}.")
            except JudgmentsError as error:
                yield JudgmentsError(f"the judgments below {node!r}: {error.fault}", place=place, hint=error.hint)


def _unlike(found: JudgmentFolder, name: str) -> Iterator[JudgmentsError]:
    """Report experts who compare other nodes, or other criteria, than the first expert."""
    if not found.by_expert:
        return
    first, expected = next(iter(found.by_expert.items()))
    for expert, tables in found.by_expert.items():
        if set(tables) != set(expected):
            hint = f"All experts answer the same hierarchy; {first!r} judges {listed(expected)}."
            place = Place(file=f"{name}/{expert}")
            yield JudgmentsError(f"{expert!r} judges {listed(tables)}", place=place, hint=hint)
        for node in [node for node in tables if node in expected]:
            (judgments, file), given = tables[node], expected[node].judgments.labels
            if set(judgments.labels) != set(given):
                fault = f"{expert!r} compares {listed(judgments.labels)} below {node!r}"
                hint = f"All experts compare the same criteria; {first!r} compares {listed(given)}."
                yield JudgmentsError(fault, place=Place(file=file), hint=hint)
