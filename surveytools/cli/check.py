"""``surveytools check``: every fault of a study's files at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from surveytools.cli.terminal import FAULTS_IN_DATA, report_faults, say


def check(study: Annotated[Path, typer.Argument(help="The folder of the study, with study.toml.")]) -> None:
    """Print every fault of a study's files, and exit with 1 if there are any."""
    from surveytools.readers.study_folder import examined  # noqa: PLC0415 - so that --help answers at once

    found, faults = examined(study)
    if found is None:
        report_faults(faults)
        raise typer.Exit(FAULTS_IN_DATA)
    n, p = found.answers.shape
    count, of = len(found.judgments), ""
    if found.experts:
        count, of = sum(len(given) for given in found.experts.values()), f" of {len(found.experts)} experts"
    say(f"No faults: {n} questionnaires, {p} items, {count} judgment matrices{of}.")
