"""What all tests here begin with."""

from tests.evaluations.results.keeping import _reference  # noqa: F401  a fixture of every module
