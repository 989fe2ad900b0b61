"""What the tests ran of the code is held to its floors."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import coverage_floors

ROOT = Path(coverage_floors.__file__).resolve().parent.parent
HALF = """
def larger(one, two):
    if one > two:
        return one
    return two


larger(2, 1)
"""


def test_a_place_below_its_floor_is_named_with_what_lacks(tmp_path, monkeypatch, capsys):
    for name, text in {"half": HALF, "whole": "ONE = 1\n"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(text)
    (tmp_path / "both.py").write_text("import half\nimport whole\n")
    words = (sys.executable, "-m", "coverage", "run", "--branch", "--source=.", "both.py")
    subprocess.run(words, cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)

    assert coverage_floors.main({".": 60, "half": 90, "whole/__init__.py": 100}, tmp_path) == 1
    everything, half, *missing, whole = capsys.readouterr().out.splitlines()
    assert everything.endswith(" %  (at least 60 %)  everything")
    # Four statements of five and one branch of two.
    assert half == " 71.43 %  (at least 90 %)  half"
    assert [line.split()[-1] for line in missing if "half/" in line] == ["5"]
    assert whole == "100.00 %  (at least 100 %)  whole/__init__.py"
    assert coverage_floors.main({"half": 70}, tmp_path) == 0
    assert capsys.readouterr().out == " 71.43 %  (at least 70 %)  half\n"


@pytest.mark.parametrize("name", coverage_floors.FLOORS)
def test_every_place_with_a_floor_exists(name):
    assert (ROOT / name).exists()
