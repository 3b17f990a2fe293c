"""Raised figures."""

from source.raised import raised


def test_digits_and_signs_are_raised_and_the_rest_stays():
    assert raised("[−12+3]a") == "[⁻¹²⁺³]a"
