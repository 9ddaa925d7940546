"""Data that tests of several rooms share."""

import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

import surveytools as st

GOLDEN = Path(__file__).with_name("golden")
MAIN_STUDY = Path(__file__).parents[1] / "data" / "platform_quality"

STUDY_TOML = """\
format = 1
language = "en"

[title]
en = "Two counters"
zh = "两个窗口"

[answers]
file = "responses.csv"
id = "id"
group = "counter"
seconds = "seconds"

[scale]
low = 1
high = 5

[sample]
distributed = 20
returned = 14

[screening]
max_blank_share = 0.4
longest_run_share = 0.9
min_seconds_per_item = 2.0

[judgments]
folder = "judgments"
"""
INDICATORS = """\
code,parent,name_en,name_zh,item,reversed
service,,Service,服务,,
staff,service,Staff,人员,,
process,service,Process,流程,,
ST1,staff,Friendly,友好,q1,no
ST2,staff,Slow,迟缓,q2,yes
PR1,process,Simple,简便,q3,no
PR2,process,In time,及时,q4,no
"""
RESPONSES = """\
id,counter,seconds,q1,q2,q3,q4
P01,East,30,5,1,4,4
P02,East,31,4,2,4,5
P03,East,32,5,2,5,4
P04,East,33,3,3,4,4
P05,East,34,4,2,3,3
P06,East,35,4,1,5,4
P07,West,36,2,4,2,3
P08,West,37,3,3,1,2
P09,West,38,1,5,2,2
P10,West,39,3,4,3,3
P11,West,40,2,3,4,2
P12,West,41,4,3,2,3
P13,West,3,3,4,4,5
P14,East,42,2,,,4
"""
JUDGMENTS = {
    "service": ",staff,process\nstaff,1,2\nprocess,1/2,1\n",
    "staff": ",ST1,ST2\nST1,1,3\nST2,1/3,1\n",
    "process": ",PR1,PR2\nPR1,1,1\nPR2,1,1\n",
}

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


class StudyFolder:
    """A small sound study on disk, to be spoilt."""

    def __init__(self, folder):
        self.folder = folder
        self.write("study.toml", STUDY_TOML)
        self.write("indicators.csv", INDICATORS)
        self.write("responses.csv", RESPONSES)
        for node, table in JUDGMENTS.items():
            self.write(f"judgments/{node}.csv", table)

    def write(self, file, content):
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8")
        return path

    def remove(self, file):
        (self.folder / file).unlink()

    def replace(self, file, old, new):
        """Put other words in the place of some that stand in a file."""
        before = (self.folder / file).read_text(encoding="utf-8")
        assert old in before, f"{file} does not say {old!r}"
        self.write(file, before.replace(old, new))

    def faults(self):
        """Return the text of every fault."""
        return [str(fault) for fault in st.check_study(self.folder)]

    def evaluate(self):
        return st.read_study(self.folder).evaluate()


@pytest.fixture
def study_folder(tmp_path):
    return StudyFolder(tmp_path / "counters")


@pytest.fixture(scope="session")
def main_study():
    return st.read_study(MAIN_STUDY)


@pytest.fixture(scope="session")
def evaluation(main_study):
    return main_study.evaluate()


@pytest.fixture(scope="session")
def small_evaluation(tmp_path_factory):
    return StudyFolder(tmp_path_factory.mktemp("study") / "counters").evaluate()


@pytest.fixture(scope="session")
def golden_data():
    """Return the items of a data set, as they were answered."""

    def read(name):
        return pd.read_csv(GOLDEN / f"{name}.csv").drop(columns="school", errors="ignore")

    return read


@pytest.fixture(scope="session")
def golden_values():
    def read(name):
        return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))

    return read


@pytest.fixture
def attitude(golden_data):
    return golden_data("attitude")


@pytest.fixture
def holzinger(golden_data):
    return golden_data("holzinger")


@pytest.fixture
def bfi(golden_data):
    return golden_data("bfi")


@pytest.fixture
def five_answers():
    """Return five respondents who answered three items, the third worded the other way."""
    return pd.DataFrame({"q1": [1, 2, 4, 5, 3], "q2": [2, 2, 5, 4, 3], "q3": [5, 4, 1, 2, 3]})
