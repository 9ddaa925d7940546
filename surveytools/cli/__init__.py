"""The command line: one file a command."""

from __future__ import annotations

import io
import sys

from surveytools.base.errors import MissingLibraryError, optional


def main() -> None:
    """Run the command ``surveytools``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that lacks a character prints "?" and goes on
    try:
        for library in ("typer", "rich"):
            optional(library, "cli")
    except MissingLibraryError as error:
        sys.exit(str(error))
    from surveytools.cli.app import app  # noqa: PLC0415 - what it needs is there now

    app()
