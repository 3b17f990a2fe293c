import pytest
from click.testing import CliRunner

from qa.evaluation.bench.__main__ import _sizes, machine, main


def test_sizes_are_numbers_in_any_order_each_once():
    assert _sizes("2400 240,240") == [240, 2400]


@pytest.mark.parametrize("sizes", ["", "many", "0 240"])
def test_bad_sizes_are_named(sizes, tmp_path):
    result = CliRunner().invoke(main, ["--sizes", sizes, "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert f"sizes are {sizes!r}, wanted numbers of passages" in result.stderr


def test_the_machine_is_told_in_words():
    assert set(machine()) == {"processor", "cores", "memory", "python"}
