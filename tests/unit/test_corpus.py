"""The invented register of the benchmarks, and how often the rules on personal data are wrong about it."""

from __future__ import annotations

import stages
from corpus import write_corpus
from false_alarms import HARMLESS, SLIPS
from small_sites import TODAY, SmallSite

from decision_register.settings import read_settings
from decision_register.slips import slips_in


def test_the_corpus_passes_every_rule_and_has_the_length_of_real_notices(tmp_path):
    write_corpus(60, tmp_path)
    checked = SmallSite("corpus", tmp_path / "notices", tmp_path / "register.toml").check()
    assert checked.findings == ()
    sizes = [file.stat().st_size for file in tmp_path.rglob("*.md")]
    assert len(sizes) == 60
    assert 5_000 < sum(sizes) / 60 < 7_000


def test_the_corpus_is_the_same_for_the_same_seed(tmp_path):
    for folder in ("a", "b"):
        write_corpus(5, tmp_path / folder)
    texts = [[file.read_bytes() for file in sorted((tmp_path / folder).rglob("*.md"))] for folder in ("a", "b")]
    assert texts[0] == texts[1]


def test_numbers_that_are_nobodys_are_left_alone_and_slips_are_found(tmp_path):
    write_corpus(1, tmp_path)
    settings = read_settings(tmp_path / "register.toml", TODAY)
    alarms = [line for line in HARMLESS if list(slips_in(line, settings))]
    assert alarms == ["The scheme has 14 High Street shops among its 120 members."]
    for rule, lines in SLIPS.items():
        assert [line for line in lines if rule not in {slip.rule for slip, _ in slips_in(line, settings)}] == []


def test_the_benchmark_of_stages_runs_every_stage(tmp_path):
    write_corpus(3, tmp_path)
    watch = stages.Watch()
    stages.run(watch, tmp_path)
    assert list(watch.least)[:2] == ["reading files", "front matter"]
    assert list(watch.least)[-1] == "search index"
