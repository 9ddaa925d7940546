"""What the commands say on a terminal."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import Progress

from surveytools.base.errors import SurveyError
from surveytools.base.labels import Language, Text
from surveytools.base.warnings import SurveyWarning

out = Console(highlight=False, markup=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

FAULTS_IN_DATA = 1
SHOWN = 100


def say(text: str, style: str | None = None) -> None:
    """Print a line of the answer."""
    out.print(text, style=style)


def report_faults(faults: Sequence[SurveyError]) -> None:
    """Print every fault, without a traceback."""
    for number, fault in enumerate(faults[:SHOWN], 1):
        err.print(f"{number}. {fault}" if len(faults) > 1 else str(fault), style="red" if err.is_terminal else None)
    if len(faults) > SHOWN:
        err.print(f"… and {len(faults) - SHOWN} more.")


@contextmanager
def faults_end_it() -> Generator[None]:
    """Print a fault in the data and exit with 1; print warnings of the package as notes."""
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", SurveyWarning)
            yield
    except SurveyError as error:
        err.print(str(error), style="red" if err.is_terminal else None)
        raise typer.Exit(FAULTS_IN_DATA) from error
    for warning in caught:
        if issubclass(warning.category, SurveyWarning):
            err.print(f"Note: {warning.message}")


@contextmanager
def progress_bar(language: Language) -> Generator[Callable[[int, int, Text], None]]:
    """Show how far a long work has come."""
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("…", total=None)

        def show(done: int, total: int, name: Text) -> None:
            bar.update(task, completed=done, total=total, description=name.said(language))

        yield show
