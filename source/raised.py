"""Raised figures as the characters that Unicode has for them: else m² is m2, and 10⁵ is 105."""

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
FORMS = str.maketrans("0123456789+-−", f"{RAISED}⁻")


def raised(text: str) -> str:
    """Return a text with its digits and signs raised, letter for letter."""
    return text.translate(FORMS)
