"""The web page and the JSON endpoint over a service."""

__all__ = ["create_app"]


def __getattr__(name: str) -> object:
    # flask is imported only where a server is made: `qa ask --json` shares qa.web.payload
    if name == "create_app":
        from qa.web.app import create_app

        return create_app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
