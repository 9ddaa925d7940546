"""``surveytools init``: a small study to start from."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from surveytools.base.errors import Place, StudyError
from surveytools.cli.terminal import faults_end_it, say

STARTER = Path(__file__).with_name("starter")


def init(folder: Annotated[Path, typer.Argument(help="The folder to make.")]) -> None:
    """Write a small commented study to start from."""
    with faults_end_it():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            hint = "Name a new folder; nothing is overwritten."
            raise StudyError("the folder holds something already", place=Place(file=str(folder)), hint=hint)
        try:
            shutil.copytree(STARTER, folder, dirs_exist_ok=True)
        except OSError as error:
            fault = f"the study cannot be written here: {error.strerror}"
            raise StudyError(fault, place=Place(file=str(folder)), hint="Name another folder.") from error
    say(f"Wrote {folder}. Change its files, then run: surveytools check {folder}")
