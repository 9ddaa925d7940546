"""The main study gives the figures it was made for, and says what they imply."""

import pytest

import surveytools as st

PRINTED = {
    "reliability": ("alpha", 0.813, 3),
    "split_half": ("spearman_brown", 0.871, 3),
    "kmo": ("kmo", 0.891, 3),
    "bartlett": ("chi2", 547.97, 2),
}
RATIOS = {
    "quality": 0.0074, "tangibles": 0.0197, "reliability": 0.0197, "responsiveness": 0.0511, "assurance": 0.0207,
    "empathy": 0.0078,
}  # fmt: skip


@pytest.mark.parametrize("name", PRINTED)
def test_printed_figures(name, evaluation):
    field, printed, digits = PRINTED[name]
    assert round(getattr(getattr(evaluation, name), field), digits) == printed


def test_alpha_of_the_dimension_sums(evaluation):
    assert round(evaluation.dimensions.of_sums.alpha, 3) == 0.858
    assert evaluation.dimensions.of_sums.n_items == 5


def test_the_sample(evaluation):
    found = evaluation.screening
    assert (found.distributed, found.returned, found.n_valid) == (200, 198, 191)
    assert round(100 * found.valid_share, 1) == 96.5
    assert found.tables()[1].frame["count_out"].tolist() == [3, 2, 2]
    assert len(found.left_out()) == 7
    assert max(len(why) for why in found.reasons) == 1
    for name in ("reliability", "kmo", "bartlett", "split_half", "dimensions", "index"):
        assert getattr(evaluation, name).n_used == 191
    assert evaluation.bartlett.df == 325


def test_consistency_ratios(evaluation):
    frame = evaluation.hierarchy.consistency.set_index("code")["consistency_ratio"]
    assert frame.round(4).to_dict() == RATIOS
    assert round(evaluation.hierarchy.total_consistency_ratio("level"), 4) == 0.0251
    assert round(evaluation.hierarchy.total_consistency_ratio("cumulative"), 4) == 0.0325
    assert evaluation.hierarchy.method == "geometric"


def test_weights(evaluation):
    overall, tree = evaluation.weights.overall, evaluation.study.tree
    assert sum(overall[leaf] for leaf in tree.leaves()) == pytest.approx(1)
    assert len(tree.leaves()) == 26
    assert max(tree.children(tree.root), key=overall.get) == "reliability"


def test_ranking(evaluation):
    table = evaluation.index.by_group()
    assert table["group"].tolist() == ["中国科技论文在线", "教育技术通讯", "学术批评网"]
    assert table["n"].tolist() == [64, 62, 65]
    assert table["index"].round(3).tolist() == [3.687, 3.502, 3.332]
    tests = evaluation.index.differences()
    assert tests["t"].round(2).tolist() == [2.71, 4.70, 2.20]
    assert tests["df_welch"].round(1).tolist() == [123.4, 121.3, 122.4]
    assert (tests["p_adjusted"] < 0.05).all()


def test_all_but_the_total_agree_with_what_was_published(evaluation):
    frame = evaluation.comparison.to_frame()
    assert len(frame) == 13
    assert [row.figure.en for row in frame.itertuples() if not row.agrees] == ["CR of the total ranking"]
    assert evaluation.comparison.headline().en == "12 of 13 published figures agree to the printed digits."


def test_it_is_said_that_there_are_no_five_dimensions(evaluation):
    assert not evaluation.dimensions.is_coherent
    assert "do not set the dimensions apart" in evaluation.dimensions.headline().en


def test_reversed_items_were_turned_around(evaluation):
    assert evaluation.reliability.conventions[-1].en == "reversed: q08, q15"
    rest = evaluation.reliability.to_frame().set_index("item")["item_rest_r"]
    assert (rest[["q08", "q15"]] > 0.2).all()


def test_the_steps_are_told(main_study):
    steps = []
    main_study.evaluate(progress=lambda done, total, name: steps.append((done, total, name.en)))
    assert [done for done, *_ in steps] == list(range(len(steps)))
    assert {total for _, total, _ in steps} == {len(steps)}
    assert steps[0][2] == "screening"
    assert len({name for *_, name in steps}) == len(steps) > 4


def test_the_evaluation_in_a_notebook(evaluation):
    assert [section.key for section in evaluation.sections] == [
        "sample", "items", "reliability", "adequacy", "factors", "judgments", "weights", "index", "published",
    ]  # fmt: skip
    page = evaluation._repr_html_()
    assert page.count("<details>") == len(evaluation.results)
    assert "论文" in page
    assert repr(evaluation).startswith("<Evaluation: Quality of network platforms for scientific papers: ")
    assert repr(evaluation.study) == (
        "<Study 'Quality of network platforms for scientific papers': 198 questionnaires, 26 items, 5 dimensions>"
    )


def test_each_file_of_the_study_has_its_hash(evaluation):
    hashes = evaluation.study.hashes
    assert list(hashes)[:3] == ["study.toml", "indicators.csv", "responses.csv"]
    assert len(hashes) == 9
    assert all(len(digest) == 64 for digest in hashes.values())


def test_each_statistic_works_on_a_plain_frame(evaluation):
    study = evaluation.study
    answers = study.answers[evaluation.screening.valid]
    turned = study.tree.reversed_items()
    assert st.cronbach_alpha(answers, reverse=turned, scale=(1, 5)) == evaluation.reliability
    assert st.kmo(answers, reverse=turned, scale=(1, 5)) == evaluation.kmo
    index = st.build_index(answers, evaluation.weights, scale=(1, 5), groups=study.groups[evaluation.screening.valid])
    assert index.by_group().equals(evaluation.index.by_group())
