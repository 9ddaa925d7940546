"""A report written into a folder, moved into place when it is whole."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Literal

from surveytools.base.errors import Place, StudyError, check_option
from surveytools.base.labels import LANGUAGES, Language
from surveytools.reports.content import chapters
from surveytools.reports.html import render_html
from surveytools.reports.xlsx import write_workbook
from surveytools.study.evaluation import Evaluation

MARK = ".surveytools-report"


def write_report(
    evaluation: Evaluation,
    path: str | Path,
    *,
    language: Literal["en", "zh", "both"] | None = None,
    respondents: bool = False,
) -> Path:
    """Write the report of an evaluation into a folder.

    Parameters
    ----------
    evaluation : Evaluation
        From ``study.evaluate()``.
    path : str or Path
        The folder to make. An existing folder is replaced only if it holds an earlier report, or nothing.
    language : {"en", "zh", "both"}, optional
        By default what the study file says.
    respondents : bool
        Whether to list single respondents; without it no id leaves the study.

    Returns
    -------
    Path
        The folder, with ``report.html`` and ``tables.xlsx``; for both languages ``report.en.html``,
        ``report.zh.html``, ``tables.en.xlsx``, ``tables.zh.xlsx``.

    Raises
    ------
    StudyError
        When the folder exists and is no report.
    MissingLibraryError
        When Jinja2, matplotlib or XlsxWriter is not installed.

    References
    ----------
    The tables have the three lines of academic print: top, head and bottom.

    Examples
    --------
    >>> import surveytools as st
    >>> evaluation = st.read_study("data/platform_quality").evaluate()  # doctest: +SKIP
    >>> st.write_report(evaluation, "platform_quality-report")  # doctest: +SKIP
    """
    language = language or evaluation.study.project.language
    check_option("language", language, (*LANGUAGES, "both"))
    folder = Path(path)
    check_replaceable(folder)
    made = _new_folder(folder)
    try:
        made.chmod(0o755)
        (made / MARK).write_text("A report made by surveytools; it is replaced by the next one.\n", encoding="utf-8")
        for code, suffix in _editions(language):
            _write_edition(evaluation, made, code, suffix, respondents=respondents)
        check_replaceable(folder)
        _move_into_place(made, folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return folder


def _new_folder(folder: Path) -> Path:
    """Make the temporary folder beside the final one."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise StudyError(
            f"the report cannot be written here: {error.strerror}", place=Place(file=str(folder)),
            hint="Name another folder with --out.",
        ) from error  # fmt: skip


def check_replaceable(folder: Path) -> None:
    """Raise :class:`StudyError` when a folder holds something that is no report of ours."""
    if not folder.exists() or (folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))):
        return
    raise StudyError(
        "the folder for the report holds something else",
        place=Place(file=str(folder)),
        hint="Name another folder with --out, or move this one away; only reports are replaced.",
    )


def _editions(language: str) -> list[tuple[Language, str]]:
    if language == "both":
        return [(code, f".{code}") for code in LANGUAGES]
    return [("zh" if language == "zh" else "en", "")]


def _write_edition(evaluation: Evaluation, folder: Path, code: Language, suffix: str, *, respondents: bool) -> None:
    parts = chapters(evaluation, respondents=respondents)
    page = render_html(evaluation, parts, code)
    (folder / f"report{suffix}.html").write_text(page, encoding="utf-8")
    write_workbook(folder / f"tables{suffix}.xlsx", evaluation, parts, code)


def _move_into_place(made: Path, folder: Path) -> None:
    """Put the new folder where the old one was; the old one goes only when the new one is there."""
    if not folder.exists():
        made.rename(folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    try:
        folder.rename(aside / folder.name)
        try:
            made.rename(folder)
        except OSError:
            (aside / folder.name).rename(folder)
            raise
    finally:
        if folder.exists():
            shutil.rmtree(aside, ignore_errors=True)
