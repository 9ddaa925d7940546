"""``surveytools run``: evaluate a study and write its report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from surveytools.base.labels import Language, Text
from surveytools.cli.terminal import faults_end_it, progress_bar, say

if TYPE_CHECKING:
    from surveytools.study.evaluation import Evaluation


def run(
    study: Annotated[Path, typer.Argument(help="The folder of the study, with study.toml.")],
    out: Annotated[
        Path | None, typer.Option(help="Where to write the report.  [default: ./<study>-report]", show_default=False)
    ] = None,
    language: Annotated[
        Literal["en", "zh", "both"] | None,
        typer.Option(help="Language of the report.  [default: as study.toml says]", show_default=False),
    ] = None,
    respondents: Annotated[
        bool, typer.Option("--respondents", help="List single respondents with their ids in the report.")
    ] = False,
) -> None:
    """Evaluate a study and write its report."""
    from surveytools.readers.study_folder import read_study  # noqa: PLC0415 - so that --help answers at once
    from surveytools.reports.writing import check_replaceable, write_report  # noqa: PLC0415

    with faults_end_it():
        read = read_study(study)
        edition = language or read.project.language
        spoken: Language = "zh" if edition == "zh" else "en"
        home = study.resolve().parent if study.suffix == ".toml" else study.resolve()
        folder = out or Path(f"{home.name}-report")
        check_replaceable(folder)
        with progress_bar(spoken) as show:
            evaluation = read.evaluate(progress=show)
            show(1, 1, Text("report", "撰写报告"))
            write_report(evaluation, folder, language=edition, respondents=respondents)
    _say_results(evaluation, folder, spoken)


def _say_results(evaluation: Evaluation, folder: Path, language: Language) -> None:
    """Print every result in a sentence, and the files of the report."""
    say(evaluation.study.title.said(language), "bold")
    for result in evaluation.results:
        say(f"  {result.headline().said(language)}")
    say(Text("Report:", "报告：").said(language))
    for path in sorted(folder.glob("[!.]*")):
        say(f"  {path}")
