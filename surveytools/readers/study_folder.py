"""A study from its folder: the study file, the indicators, the answers, the judgments."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from surveytools.ahp.comparisons import Judgments
from surveytools.ahp.hierarchies import Hierarchy
from surveytools.base.errors import MOST_FAULTS, FaultsError, Place, StudyError, SurveyError, nearest, raise_faults
from surveytools.base.warnings import InconsistentJudgmentsWarning, suppressed
from surveytools.indicators.tree import IndicatorTree
from surveytools.readers.tabular import Cells, decoded, duplicates, read_cells, to_numbers
from surveytools.study.project import AnswersSection, JudgmentsSection, Project, PublishedSection, ScaleSection
from surveytools.study.study import Study

STUDY_FILE = "study.toml"
TABLES = (".csv", ".xlsx")


def read_study(path: str | Path) -> Study:
    """Read a study from its folder.

    Parameters
    ----------
    path : str or Path
        The folder with ``study.toml``, or that file.

    Returns
    -------
    Study
        Ready for ``study.evaluate()``.

    Raises
    ------
    SurveyError
        For every fault in any of the files: which file, sheet, row, column and value, and what to do. Several faults
        come together as :class:`surveytools.base.errors.FaultsError`.

    Notes
    -----
    The folder holds ``study.toml``, the indicators (``indicators.csv``), the answers it names (.csv in UTF-8 or
    GB 18030, or .xlsx) and, if it names judgments, a folder with one square table a node.

    References
    ----------
    The layout of ``study.toml`` is that of TOML 1.0, https://toml.io/en/v1.0.0

    Examples
    --------
    >>> import surveytools as st
    >>> study = st.read_study("data/platform_quality")  # doctest: +SKIP
    """
    study, faults = examined(Path(path))
    raise_faults(faults)
    if study is None:
        raise StudyError("the study cannot be read", place=Place(file=str(path)), hint="Run: surveytools check")
    return study


def check_study(path: str | Path) -> list[SurveyError]:
    """Return every fault of a study's files, an empty list for a sound one.

    Parameters
    ----------
    path : str or Path
        The folder with ``study.toml``, or that file.

    Returns
    -------
    list of SurveyError
        In the order study file, indicators, answers, judgments.

    References
    ----------
    The layout of ``study.toml`` is that of TOML 1.0, https://toml.io/en/v1.0.0

    Examples
    --------
    >>> import surveytools as st
    >>> [fault.fault for fault in st.check_study("no such folder")]
    ['the study file is missing']
    """
    return examined(Path(path))[1]


def examined(path: Path) -> tuple[Study | None, list[SurveyError]]:
    """Read as much of a study as can be read; return it, None if it is not whole, and all its faults."""
    file = path if path.suffix == ".toml" else path / STUDY_FILE
    faults: list[SurveyError] = []
    project = tree = None
    with _collecting(faults):
        project = _project(file)
    if project is None:
        return None, faults
    folder = file.parent
    with _collecting(faults):
        tree = _tree(folder / project.indicators)
    if tree is not None and project.published is not None:
        faults += _unknown_nodes(project.published, tree, file)
    answers = _Answers(folder / project.answers.file, project.answers, project.scale, tree, faults)
    with _collecting(faults):
        _check_sample(project, answers, file)
    judgments: dict[str, Judgments] = {}
    if project.judgments is not None:
        judgments = _judgments(folder, project.judgments, tree, faults)
    if faults or tree is None:
        return None, faults
    hashes = _hashes(folder, file, project)
    return Study(project, tree, answers.items, answers.groups, answers.seconds, judgments, hashes), faults


def _check_sample(project: Project, answers: _Answers, file: Path) -> None:
    """Raise where the study file says of the sample what its answers contradict."""
    returned, pace = project.sample.returned, project.screening.min_seconds_per_item
    n = len(answers.items)
    if returned is not None and n > returned:
        place = Place(file=file.name, row="[sample] returned", value=returned)
        raise StudyError(f"there are {n} questionnaires, more than returned", place=place, hint="Check the count.")
    if pace is not None and project.answers.seconds is None:
        place = Place(file=file.name, row="[screening] min_seconds_per_item")
        hint = "Name the column with the answering time, [answers] seconds, or take the rule out."
        raise StudyError("no column holds the seconds for this rule", place=place, hint=hint)


def _unknown_nodes(published: PublishedSection, tree: IndicatorTree, file: Path) -> Iterator[StudyError]:
    for code in published.consistency_ratios:
        if code not in tree.nodes:
            place = Place(file=file.name, row=f"[published.consistency_ratios] {code}")
            yield StudyError(f"{code!r} is no node of the indicators", place=place, hint=nearest(code, tree.nodes))


@contextmanager
def _collecting(faults: list[SurveyError]) -> Iterator[None]:
    """Add what is raised to the faults, and go on."""
    try:
        yield
    except FaultsError as error:
        faults.extend(error.faults)
    except SurveyError as error:
        faults.append(error)
    except OSError as error:
        place = Place(file=Path(str(error.filename or "")).name)
        hint = "Close it in other programs, and check its permissions."
        faults.append(StudyError(f"it cannot be read: {error.strerror}", place=place, hint=hint))


def _project(file: Path) -> Project:
    if not file.is_file():
        hint = f"Looked for it in {file.parent}. Run: surveytools init {file.parent}"
        raise StudyError("the study file is missing", place=Place(file=file.name), hint=hint)
    try:
        said = tomllib.loads(decoded(file, file.name), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        fault = f"the study file cannot be read: {error}"
        hint = 'Texts stand in quotation marks, as in en = "Title"; a section begins with its [name].'
        raise StudyError(fault, place=Place(file=file.name), hint=hint) from error
    return Project.from_dict(said, file=file.name)


def _tree(path: Path) -> IndicatorTree:
    cells = read_cells(path)
    tree = IndicatorTree.from_frame(cells.frame, file=cells.file)
    without = [leaf for leaf in tree.leaves() if tree[leaf].item is None]
    faults = [
        StudyError(f"{leaf!r} has no item", place=cells.place(column="item"), hint="Name its column of the answers.")
        for leaf in without
    ]
    raise_faults(faults)
    return tree


class _Answers:
    """The answers of a study, read column by column; what is wrong is added to the faults."""

    items: pd.DataFrame = pd.DataFrame()
    groups: pd.Series | None = None
    seconds: pd.Series | None = None

    def __init__(
        self,
        path: Path,
        section: AnswersSection,
        scale: ScaleSection,
        tree: IndicatorTree | None,
        faults: list[SurveyError],
    ) -> None:
        with _collecting(faults):
            cells = read_cells(path)
            self._read(cells, section, scale, tree)

    def _read(self, cells: Cells, section: AnswersSection, scale: ScaleSection, tree: IndicatorTree | None) -> None:
        items = list(tree.items()) if tree else []
        faults = list(_absent(cells, section, items))
        raise_faults(faults)
        if not len(cells.frame):
            raise StudyError("there are no answers", place=cells.place(), hint="Give one row a respondent.")
        numbers = to_numbers(cells, items, faults)
        faults += _outside(cells, numbers, scale)
        rows = pd.Index(cells.frame.index.astype(str), name="row")
        if section.id is not None:
            faults += duplicates(cells, section.id)
            rows = pd.Index(cells.frame[section.id], name=section.id)
        if section.group is not None:
            faults += _empty(cells, section.group)
            self.groups = cells.frame[section.group].set_axis(rows)
        if section.seconds is not None:
            seconds = to_numbers(cells, [section.seconds], faults)
            faults += _negative(cells, seconds[section.seconds])
            self.seconds = seconds[section.seconds].set_axis(rows)
        raise_faults(faults)
        self.items = numbers.set_axis(rows)


def _absent(cells: Cells, section: AnswersSection, items: list[str]) -> Iterator[StudyError]:
    columns = [str(name) for name in cells.frame.columns]
    named = [name for name in (section.id, section.group, section.seconds) if name is not None]
    for name in named:
        if name in items:
            hint = "Name another column in [answers], or another item in the indicators."
            yield StudyError(f"column {name!r} is an item as well", place=cells.place(1), hint=hint)
    for name in [*named, *items]:
        if name not in columns:
            yield StudyError(f"there is no column {name!r}", place=cells.place(1), hint=nearest(name, columns))


def _outside(cells: Cells, numbers: pd.DataFrame, scale: ScaleSection) -> Iterator[StudyError]:
    X = numbers.to_numpy()
    for i, j in np.argwhere((scale.low > X) | (scale.high < X))[:MOST_FAULTS]:
        place = cells.place(numbers.index[i], str(numbers.columns[j]), f"{X[i, j]:g}")
        fault = f"an answer lies outside the scale from {scale.low:g} to {scale.high:g}"
        yield StudyError(fault, place=place, hint="Correct the cell, leave it empty, or mend [scale].")


def _negative(cells: Cells, seconds: pd.Series) -> Iterator[StudyError]:
    for row, value in seconds[seconds < 0].items():
        place = cells.place(row, str(seconds.name), f"{value:g}")
        yield StudyError("a time is negative", place=place, hint="Correct the cell, or leave it empty.")


def _empty(cells: Cells, column: str) -> Iterator[StudyError]:
    texts = cells.frame[column]
    for row in texts.index[texts == ""]:
        yield StudyError(f"{column} is empty", place=cells.place(row, column), hint="Say what was rated.")


def _judgments(
    folder: Path, section: JudgmentsSection, tree: IndicatorTree | None, faults: list[SurveyError]
) -> dict[str, Judgments]:
    """Read one table a node, and see that together they make a hierarchy."""
    found: dict[str, Judgments] = {}
    place = folder / section.folder
    if not place.is_dir():
        hint = "It holds one square table a node, such as judgments/quality.csv."
        faults.append(StudyError("the folder of the judgments is missing", place=Place(file=section.folder), hint=hint))
        return found
    before = len(faults)
    tables: list[Path] = []
    with _collecting(faults):
        tables = sorted(path for path in place.iterdir() if path.suffix.lower() in TABLES)
        faults += _strange_files(place, section.folder)
    for path in tables:
        with _collecting(faults):
            found[path.stem] = _matrix(path, f"{section.folder}/{path.name}")
    if tree is not None and len(faults) == before:
        with _collecting(faults), suppressed(InconsistentJudgmentsWarning):
            Hierarchy(tree, found, method=section.method, random_index=section.random_index)
    return found


def _strange_files(place: Path, folder: str) -> Iterator[StudyError]:
    """Report what would be passed over: folders, other kinds of files, two tables of one node."""
    seen: dict[str, str] = {}
    for path in sorted(path for path in place.iterdir() if not path.name.startswith((".", "~"))):
        where = Place(file=f"{folder}/{path.name}")
        if path.suffix.lower() not in TABLES or not path.is_file():
            yield StudyError("this is no table of judgments", place=where, hint="Keep only <code>.csv or .xlsx here.")
        elif path.stem in seen:
            fault = f"{path.stem!r} has two tables, {seen[path.stem]} and {path.name}"
            yield StudyError(fault, place=where, hint="Keep one of them.")
        seen.setdefault(path.stem, path.name)


def _matrix(path: Path, name: str) -> Judgments:
    cells = read_cells(path, name)
    frame = cells.frame
    labels = frame.iloc[:, 0]
    if not len(frame) or frame.shape[1] < 2:
        raise StudyError("the table is empty", place=Place(file=name), hint="Its first row and column hold the codes.")
    square = frame.iloc[:, 1:].set_axis([str(label) for label in labels], axis=0)
    return Judgments.from_frame(square, file=name)


def _hashes(folder: Path, file: Path, project: Project) -> dict[str, str]:
    paths = [file, folder / project.indicators, folder / project.answers.file]
    if project.judgments is not None:
        inside = (folder / project.judgments.folder).iterdir()
        paths += sorted(path for path in inside if path.suffix.lower() in TABLES)
    return {
        path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name: hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in paths
    }
