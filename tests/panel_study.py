"""A small study whose judgments come from five experts: one contradicts herself, one left pairs blank."""

from itertools import combinations

import pytest

from surveytools.ahp.entries import entry_text
from surveytools.base.warnings import NotIdentifiedWarning

INDICATORS = """\
code,parent,name_en,name_zh,item,reversed
service,,Service,服务,,
staff,service,Staff,人员,,
process,service,Process,流程,,
ST1,staff,Friendly,友好,q1,no
ST2,staff,Slow,迟缓,q2,yes
ST3,staff,Skilled,专业,q5,no
PR1,process,Simple,简便,q3,no
PR2,process,In time,及时,q4,no
PR3,process,Clear,清晰,q6,no
PR4,process,Open late,晚间开放,q7,no
"""
CHILDREN = {"service": ["staff", "process"], "staff": ["ST1", "ST2", "ST3"], "process": ["PR1", "PR2", "PR3", "PR4"]}
UPPER = {
    "Ann": {"service": [2], "staff": [3, 2, 1], "process": [2, 4, 3, 2, 2, 1]},
    "Bo": {"service": [1], "staff": [5, 4, 1], "process": [3, 5, 6, 2, 3, 1]},
    "Cy": {"service": [1 / 2], "staff": [2, 1, 1 / 2], "process": [1, 3, 5, 2, 4, 2]},
    "Dee": {"service": [3], "staff": [3, 3, 1], "process": [5, 1 / 4, 3, 6, 1 / 3, 5]},
    "Eve": {"service": [1], "staff": [4, None, 1 / 2], "process": [2, None, 5, 3, None, 2]},
}
LIMITED = "\nmax_consistency_ratio = 0.1\n"


def table(labels, upper):
    """Return a square table as text, blank where a pair was not compared."""
    cells = {(label, label): "1" for label in labels}
    for (a, b), x in zip(combinations(labels, 2), upper, strict=True):
        cells[a, b], cells[b, a] = ("", "") if x is None else (entry_text(x), entry_text(1 / x))
    lines = [",".join([row, *(cells[row, column] for column in labels)]) for row in labels]
    return "\n".join(["," + ",".join(labels), *lines]) + "\n"


def with_answers(folder):
    """Give a study folder the indicators of this study, and answers to their items."""
    for node in CHILDREN:
        folder.remove(f"judgments/{node}.csv")
    folder.write("indicators.csv", INDICATORS)
    head, *lines = (folder.folder / "responses.csv").read_text(encoding="utf-8").splitlines()
    answered = [line for line in lines if ",," not in line]
    rows = [f"{line},{_three_more(k, line.split(',')[3:])}" for k, line in enumerate(answered)]
    folder.write("responses.csv", "\n".join([f"{head},q5,q6,q7", *rows]) + "\n")
    return folder


def _three_more(k, answers):
    """Return answers to q5, q6 and q7 that are near those to q1, q3 and q4."""
    q1, _, q3, q4 = (int(answer) for answer in answers)
    near = (q1 + (0, 1, 0, -1)[k % 4], q3 + (1, 0, -1)[k % 3], q4 + (-1, 0, 0, 1, 0)[k % 5])
    return ",".join(str(min(max(answer, 1), 5)) for answer in near)


def with_panel(folder, experts=tuple(UPPER), settings=LIMITED):
    """Make the study of a study folder one of a panel."""
    with_answers(folder)
    for expert in experts:
        for node, upper in UPPER[expert].items():
            folder.write(f"judgments/{expert}/{node}.csv", table(CHILDREN[node], upper))
    content = (folder.folder / "study.toml").read_text(encoding="utf-8")
    folder.write("study.toml", content + settings)
    return folder


def evaluated_panel(folder):
    """Evaluate the study of a panel, whose Eve has too few comparisons below staff for a CR."""
    with pytest.warns(NotIdentifiedWarning, match=r"says nothing of Eve \(staff\): the answers are too few"):
        return folder.evaluate()


def with_one_judge(folder, expert, settings=""):
    """Make the study of a study folder one whose only judge is one of the experts."""
    with_answers(folder)
    for node, upper in UPPER[expert].items():
        folder.write(f"judgments/{node}.csv", table(CHILDREN[node], upper))
    content = (folder.folder / "study.toml").read_text(encoding="utf-8")
    folder.write("study.toml", content + settings)
    return folder
