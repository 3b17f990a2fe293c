"""How the shipped model is made from data in this repository; never needed to run it."""

__all__: list[str] = []
