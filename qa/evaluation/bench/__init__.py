"""How long things take on this machine, side by side with what one would use instead."""

# nothing is imported here: a process of a peer's loads nothing of ours
__all__ = ["clients", "corpus", "engines", "measure", "ours", "peers", "process", "results"]
