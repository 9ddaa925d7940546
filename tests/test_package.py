"""The package as a whole: what it loads, what it is called, and what its docstrings say."""

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from importlib.util import find_spec

import pytest

import surveytools as st

LOADED = """
import sys
import numpy, pandas
before = {name.partition(".")[0] for name in sys.modules}
import surveytools
after = {name.partition(".")[0] for name in sys.modules}
print(*sorted(after - before - set(sys.stdlib_module_names)))
"""
WAITING = ("scipy", "narwhals", "matplotlib", "jinja2", "xlsxwriter", "python_calamine", "typer", "rich", "polars")
PUBLIC = [name for name in st.__all__ if name not in {"__version__", "ahp"}]
SUBJECTS = {f"surveytools.{name}": st for name in PUBLIC} | {
    f"surveytools.ahp.{name}": st.ahp for name in st.ahp.__all__
}


def printed(code):
    found = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, encoding="utf-8", check=False
    )
    assert found.returncode == 0, found.stderr
    return found.stdout.split()


def submodules():
    """Return the names of all modules, without those whose libraries are not installed."""
    absent = () if find_spec("typer") else ("surveytools.cli.",)
    found = [module.name for module in pkgutil.walk_packages(st.__path__, "surveytools.")]
    return [name for name in found if not name.startswith(absent)] if absent else found


def value_of(name):
    return getattr(SUBJECTS[name], name.rpartition(".")[2])


def test_importing_loads_numpy_and_pandas_only():
    assert printed(LOADED) == ["surveytools"]


@pytest.mark.parametrize("library", WAITING)
def test_importing_does_not_load(library):
    code = f"import sys, surveytools; print({library!r} in sys.modules)"
    assert printed(code) == ["False"]


def test_a_statistic_of_a_frame_loads_no_plots_and_no_other_frames():
    code = (
        "import sys, pandas, surveytools as st\n"
        "st.kmo(pandas.DataFrame({'a': [1, 2, 3, 5, 4], 'b': [1, 3, 2, 4, 4], 'c': [3, 1, 2, 5, 1]}))\n"
        "print(*[name for name in ('matplotlib', 'jinja2', 'narwhals', 'polars', 'typer') if name in sys.modules])"
    )
    assert printed(code) == []


def test_every_submodule_imports_and_names_stay_what_they_were():
    code = (
        "import importlib, surveytools as st\n"
        "before = {name: getattr(st, name) for name in st.__all__}\n"
        f"for module in {submodules()!r}:\n"
        "    importlib.import_module(module)\n"
        "print(*[name for name in st.__all__ if getattr(st, name) is not before[name]])"
    )
    assert printed(code) == []


def test_no_public_name_is_that_of_a_module():
    for package in ["surveytools", *submodules()]:
        module = importlib.import_module(package)
        inside = {part.name for part in pkgutil.iter_modules(getattr(module, "__path__", []))}
        for name in inside & set(getattr(module, "__all__", ())):
            assert inspect.ismodule(getattr(module, name)), f"{package}.{name}"


def test_all_names_can_be_had():
    for name in st.__all__:
        assert hasattr(st, name)
    assert set(st.__all__) <= set(dir(st))
    with pytest.raises(AttributeError, match="module 'surveytools' has no attribute 'cronbach'"):
        _ = st.cronbach
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", st.__version__)


NOT_FROM_THE_LITERATURE = {"surveytools.Text", "surveytools.SurveyError", "surveytools.drawing"}


def sections(subject):
    return set(re.findall(r"^([A-Z][A-Za-z ]+)\n-{3,}$", inspect.getdoc(subject) or "", re.MULTILINE))


@pytest.mark.parametrize("name", SUBJECTS)
def test_docstrings(name):
    subject = value_of(name)
    assert inspect.getdoc(subject), "no docstring"
    first = inspect.getdoc(subject).split("\n")[0]
    assert first.endswith(".")
    found = sections(subject)
    wanted = {"Examples"} if name in NOT_FROM_THE_LITERATURE else {"References", "Examples"}
    if inspect.isfunction(subject):
        wanted |= {"Parameters", "Returns"}
    assert found & {"Parameters", "Attributes"}, "neither Parameters nor Attributes"
    assert wanted <= found, f"lacks {', '.join(sorted(wanted - found))}"


@pytest.mark.parametrize("name", [name for name in SUBJECTS if inspect.isfunction(value_of(name))])
def test_every_parameter_is_described(name):
    subject = value_of(name)
    text = inspect.getdoc(subject)
    described = text[text.index("Parameters\n---") : text.index("Returns\n---")]
    for parameter in inspect.signature(subject).parameters:
        assert re.search(rf"^(?:\w+, )*{parameter}(?:, \w+)*(?: :|$)", described, re.MULTILINE), parameter
