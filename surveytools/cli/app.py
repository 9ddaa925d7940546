"""The command and its subcommands."""

from __future__ import annotations

from typing import Annotated

import typer

from surveytools import __version__
from surveytools.cli.check import check
from surveytools.cli.init import init
from surveytools.cli.run import run

app = typer.Typer(
    name="surveytools",
    help="From questionnaires to numbers that hold: reliability, validity, AHP weights and service-evaluation indices.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (run, check, init):
    app.command()(command)


def _print_version(asked: bool) -> None:
    if asked:
        print(f"surveytools {__version__}")  # noqa: T201
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """From questionnaires to numbers that hold."""
