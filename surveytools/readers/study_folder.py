"""A study from its folder: the study file, the indicators, the answers, the judgments."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from surveytools.base.errors import (
    MOST_FAULTS,
    Place,
    StudyError,
    SurveyError,
    listed,
    nearest,
    raise_faults,
)
from surveytools.base.warnings import SurveyWarning, suppressed
from surveytools.indicators.tree import IndicatorTree
from surveytools.readers.judgment_folder import JudgmentFolder, collecting, gap_faults, judgments_in, table_paths
from surveytools.readers.tabular import Cells, decoded, duplicates, read_cells, to_numbers
from surveytools.study.judging import JudgmentsSection
from surveytools.study.project import Project
from surveytools.study.screening import unfit_rules
from surveytools.study.sections import AnswersSection, PublishedSection, ScaleSection
from surveytools.study.study import Study, dimensions_of

STUDY_FILE = "study.toml"


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
    GB 18030, or .xlsx) and, if it names judgments, a folder with one square table a node, or with one such folder an
    expert; :func:`read_judgments` reads that alone.

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
    with collecting(faults):
        project = _project(file)
    if project is None:
        return None, faults
    folder = file.parent
    with collecting(faults):
        tree = _tree(folder / project.indicators)
    if tree is not None and project.published is not None:
        faults += _unknown_nodes(project.published, tree, file)
    if tree is not None:
        faults += unfit_rules(project.screening, dimensions_of(tree), file.name)
    answers = _Answers(folder / project.answers.file, project.answers, project.scale, tree, faults)
    with collecting(faults):
        _check_sample(project, answers, file)
    judgments = JudgmentFolder()
    if project.judgments is not None:
        judgments = _judgments(folder, project.judgments, tree, file.name, faults)
    if faults or tree is None:
        return None, faults
    hashes = _hashes(folder, file, project)
    given = judgments.nodes, judgments.experts
    return Study(project, tree, answers.items, answers.groups, answers.seconds, *given, hashes), faults


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
        with collecting(faults):
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
    folder: Path, section: JudgmentsSection, tree: IndicatorTree | None, file: str, faults: list[SurveyError]
) -> JudgmentFolder:
    """Read the judgments, and see that together they make a hierarchy, or a panel."""
    before = len(faults)
    found = judgments_in(folder / section.folder, section.folder, tree, faults)
    if len(faults) == before:
        faults += _misplaced(section, list(found.by_expert), file)
        faults += [] if section.complete else gap_faults(found.tables)
    if tree is not None and len(faults) == before:
        with collecting(faults, section.folder), suppressed(SurveyWarning):
            section.panel(tree, found.experts) if found.experts else section.hierarchy(tree, found.nodes)
    return found


def _misplaced(section: JudgmentsSection, experts: list[str], file: str) -> Iterator[StudyError]:
    """Report what the study file says of a panel that is none, of one judge who is a panel, or of unknown experts."""
    for key in section.idle(panel=bool(experts)):
        what, hint = _WHY[bool(experts)]
        yield StudyError(f"{key!r} is {what}", place=Place(file=file, row=f"[judgments] {key}"), hint=hint)
    weighed = section.expert_weights if experts else {}
    for name in weighed:
        if name not in experts:
            place = Place(file=file, row=f"[judgments.expert_weights] {name}")
            yield StudyError(f"{name!r} has a weight but no judgments", place=place, hint=nearest(name, experts))
    without = [name for name in experts if name not in weighed]
    if weighed and without:
        place = Place(file=file, row="[judgments.expert_weights]")
        yield StudyError(f"{listed(without)} have no weight", place=place, hint="Give every expert one, or none.")


_WHY = {
    True: ("for one judge, but the folder holds a panel", "Take it out: experts may leave pairs blank as they are."),
    False: (
        "for a panel, but the folder holds the tables of one judge",
        "Make one folder an expert, such as judgments/Ann/quality.csv, or take it out.",
    ),
}


def _hashes(folder: Path, file: Path, project: Project) -> dict[str, str]:
    paths = [file, folder / project.indicators, folder / project.answers.file]
    if project.judgments is not None:
        paths += table_paths(folder / project.judgments.folder)
    return {
        path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name: hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in paths
    }
