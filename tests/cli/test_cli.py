"""The command line: what it prints, and how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from surveytools import __version__
from surveytools.base.errors import MissingLibraryError

pytest.importorskip("typer")
from typer.testing import CliRunner

from surveytools.cli.app import app
from tests.panel_study import with_panel

ENVIRONMENT = {**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", "COLUMNS": "200"}


@pytest.fixture
def called(tmp_path, monkeypatch):
    """Return a function that calls the command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        found = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200", "NO_COLOR": "1"})
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        assert "Traceback" not in found.output
        return found

    return call


def test_the_version(called):
    found = called("--version")
    assert (found.exit_code, found.output) == (0, f"surveytools {__version__}\n")


def test_a_study_from_nothing_to_the_report(called, tmp_path):
    started = called("init", "mine")
    assert (started.exit_code, started.output) == (
        0, "Wrote mine. Change its files, then run: surveytools check mine\n",
    )  # fmt: skip
    checked = called("check", "mine")
    assert (checked.exit_code, checked.output) == (0, "No faults: 36 questionnaires, 6 items, 3 judgment matrices.\n")
    ran = called("run", "mine")
    assert ran.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "mine-report").glob("[!.]*")) == ["report.html", "tables.xlsx"]
    assert "Service quality\n" in ran.output
    assert "Cronbach's α = " in ran.output
    assert str(Path("mine-report") / "report.html") in ran.output
    assert called("run", "mine").exit_code == 0


def test_where_and_in_which_language(called, study_folder, tmp_path):
    found = called("run", study_folder.folder / "study.toml", "--out", "a/b", "--language", "both")
    assert found.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "a" / "b").glob("report*")) == ["report.en.html", "report.zh.html"]
    zh = called("run", study_folder.folder, "--language", "zh", "--respondents")
    assert "两个窗口" in zh.output
    assert "报告：" in zh.output
    assert "P01" in (tmp_path / "counters-report" / "report.html").read_text(encoding="utf-8")


def test_a_panel(called, study_folder):
    with_panel(study_folder)
    checked = called("check", study_folder.folder)
    assert (checked.exit_code, checked.output) == (
        0, "No faults: 13 questionnaires, 7 items, 15 judgment matrices of 5 experts.\n",
    )  # fmt: skip
    ran = called("run", study_folder.folder, "--language", "zh")
    assert ran.exit_code == 0
    assert "4 名专家：" in ran.output


def test_all_faults_are_printed(called, study_folder):
    study_folder.replace("study.toml", "max_blank_share", "max_blank_share = 0.3\nmax_blank")
    found = called("check", study_folder.folder)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr == (
        "'max_blank' is not a key here (file study.toml, row [screening] max_blank, value 0.4)\n"
        "Hint: Did you mean max_blank_share, max_antonym_r?\n"
    )


def test_faults_of_several_files_are_printed_with_numbers(called, study_folder):
    study_folder.replace("responses.csv", "P02,East,31,4", "P01,East,31,four")
    study_folder.replace("judgments/staff.csv", "1/3,1", "1/2,1")
    found = called("check", study_folder.folder)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith(
        "1. a cell is not a number (file responses.csv, row 3, column q1, value 'four')\n"
        "Hint: Write a number, or leave it empty.\n"
        "2. id stands already in row 2 (file responses.csv, row 3, column id, value 'P01')\n"
        "Hint: Remove one of them.\n"
        "3. "
    )
    assert "judgments/staff.csv" in found.stderr
    ran = called("run", study_folder.folder)
    assert ran.exit_code == 1
    assert ran.stderr.startswith("3 faults:\n1. a cell is not a number")


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_fault_in_the_indicators(command, called, study_folder):
    study_folder.replace("indicators.csv", "ST1,staff", "ST1,staf")
    found = called(command, study_folder.folder)
    assert found.exit_code == 1
    assert "the parent 'staf' of 'ST1' is unknown (file indicators.csv, row 5)" in found.stderr


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_study_that_is_not_there(command, called):
    found = called(command, "nowhere")
    assert found.exit_code == 1
    assert found.stderr == (
        "the study file is missing (file study.toml)\nHint: Looked for it in nowhere. Run: surveytools init nowhere\n"
    )


def test_faults_that_show_only_when_numbers_are_computed(called, study_folder):
    rows = [f"P{k:02},East,40,{k % 5 + 1},3,{k % 4 + 1},{k % 3 + 2}" for k in range(1, 15)]
    study_folder.write("responses.csv", "id,counter,seconds,q1,q2,q3,q4\n" + "\n".join(rows) + "\n")
    found = called("run", study_folder.folder)
    assert (found.exit_code, found.stderr.lstrip()) == (
        1,
        "everyone gave the same answer to q2\nHint: A constant item correlates with nothing; leave it out.\n",
    )


@pytest.mark.parametrize("returned", [0, -1, 3])
def test_a_sample_that_cannot_be(returned, called, study_folder):
    study_folder.replace("study.toml", "returned = 14", f"returned = {returned}")
    assert called("run", study_folder.folder).exit_code == 1


def test_warnings_are_notes(called, study_folder):
    study_folder.replace("responses.csv", "P13,West,3,3,4,4,5", "P13,West,30,3,,4,5")
    found = called("run", study_folder.folder)
    assert found.exit_code == 0
    assert "Note: 1 of 13 respondents skipped an item and are left out; " in found.stderr


def test_nothing_is_overwritten(called, study_folder, tmp_path):
    found = called("init", study_folder.folder)
    assert (found.exit_code, found.stderr) == (
        1,
        f"the folder holds something already (file {study_folder.folder})\n"
        "Hint: Name a new folder; nothing is overwritten.\n",
    )
    found = called("run", study_folder.folder, "--out", study_folder.folder)
    assert found.exit_code == 1
    assert "the folder for the report holds something else" in found.stderr
    assert study_folder.faults() == []


@pytest.mark.parametrize("command", ["run", "init"])
def test_a_place_where_nothing_can_be_written(command, called, study_folder, tmp_path):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    place = tmp_path / "notes.txt" / "here"
    words = ["run", study_folder.folder, "--out", place] if command == "run" else ["init", place]
    found = called(*words)
    assert found.exit_code == 1
    assert "Hint: " in found.stderr


@pytest.mark.parametrize(
    "words", [[], ["run"], ["check"], ["init"], ["bogus"], ["run", "x", "--language", "fr"], ["run", "x", "--colour"]]
)
def test_wrong_usage_ends_with_2(words, called):
    assert called(*words).exit_code == 2


@pytest.mark.parametrize("command", ["run", "check", "init"])
def test_help(command, called):
    found = called(command, "--help")
    assert found.exit_code == 0
    assert f"surveytools {command}" in found.output or "Usage:" in found.output


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["check", "nowhere"], 1), (["run"], 2)])
def test_the_installed_command(words, code, tmp_path):
    line = [sys.executable, "-c", "from surveytools.cli import main; main()", *words]
    found = subprocess.run(line, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False)
    assert found.returncode == code
    assert "Traceback" not in found.stderr


def test_a_terminal_that_lacks_characters(study_folder, tmp_path):
    line = [sys.executable, "-c", "from surveytools.cli import main; main()", "run", str(study_folder.folder)]
    found = subprocess.run(
        [*line, "--language", "zh"], cwd=tmp_path, env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"},
        capture_output=True, encoding="ascii", check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert "?" in found.stdout


def test_without_its_libraries_the_command_says_what_to_install(monkeypatch):
    from surveytools import cli  # noqa: PLC0415

    def missing(library, extra):
        raise MissingLibraryError(f"{library} is not installed", hint=f'Run: pip install "surveytools[{extra}]"')

    monkeypatch.setattr(cli, "optional", missing)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 'typer is not installed\nHint: Run: pip install "surveytools[cli]"'
