"""E-mail addresses in one form."""

import pytest

from core.mail.addresses import normal_address


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("amal@bücher.example", "amal@xn--bcher-kva.example"),
        ("amal@BÜCHER.example", "amal@xn--bcher-kva.example"),
        ("amal@xn--bcher-kva.example", "amal@xn--bcher-kva.example"),
        (" Amal@Example.ORG ", "Amal@example.org"),
        ("li@例子.中国", "li@xn--fsqu00a.xn--fiqs8s"),
        ("o'neill+un@пример.рф", "o'neill+un@xn--e1afmkfd.xn--p1ai"),
        ("a@straße.example", "a@xn--strae-oqa.example"),
        ("a@under_score.example", "a@under_score.example"),
        ("no address", "no address"),
        ("", ""),
    ],
)
def test_both_spellings_of_a_domain_are_one_address(typed, normal):
    assert normal_address(typed) == normal
    assert normal_address(normal) == normal
