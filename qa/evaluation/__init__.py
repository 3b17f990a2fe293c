"""How good the answers are: question sets asked, compared with the gold answers, reported."""

# nothing is imported here: the command line needs command.py alone until it evaluates
__all__ = ["command", "metrics", "normalise", "question_sets", "report", "run"]
