"""Each file of the corpus has one defect, and exactly what the table says is said of it."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from coverwell.wire.x12 import check
from coverwell.wire.x12.transactions.write_999 import write_999
from tests.wire.x12.mutants import (
    Mutant,
    Sample,
    answered,
    answers_999,
    broken,
    faults_at_their_bytes,
    rows,
    said_of,
)
from tests.wire.x12.samples import lines
from tests.wire.x12.sets import ENVELOPE, file_of


Samples = dict[str, Sample]


def corpus() -> Iterator[tuple[str, Samples, Mutant]]:
    for file in sorted(Path(__file__).parent.glob("mutants_*.py")):
        table = importlib.import_module(f"tests.wire.x12.{file.stem}")
        for mutant in rows(table.TABLE):
            yield file.stem, table.SAMPLES, mutant


CORPUS = list(corpus())


@pytest.mark.parametrize(
    ("samples", "mutant"),
    [(samples, mutant) for _, samples, mutant in CORPUS],
    ids=[f"{name}-{number}" for number, (name, _, _) in enumerate(CORPUS)],
)
def test_a_defect_is_named_with_its_place_and_answered_as_the_guides_ask(samples, mutant):
    data = broken(mutant, samples)
    assert said_of(data) == mutant.findings
    assert answered(data) == mutant.answer
    assert list(faults_at_their_bytes(data)) == []


def test_every_sample_is_good_before_it_is_broken():
    for name, sample in {
        name: s for _, samples, _ in CORPUS for name, s in samples.items()
    }.items():
        assert said_of(file_of(sample.guide, lines(sample.text))) == "", name


def test_the_999_of_every_broken_file_is_itself_without_fault():
    for _, samples, mutant in CORPUS:
        groups = answers_999(broken(mutant, samples))
        if groups:
            assert list(check([write_999(ENVELOPE, groups)])) == [], mutant


def test_the_corpus_is_large_and_each_defect_stands_once():
    assert len(CORPUS) >= 300
    keys = [(mutant.sample, mutant.old, mutant.new) for _, _, mutant in CORPUS]
    assert len(set(keys)) == len(keys)
    assert all(mutant.findings for _, _, mutant in CORPUS)
