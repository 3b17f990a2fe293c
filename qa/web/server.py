"""The application on a port: gunicorn in this process, the service in its workers."""

import logging
import os
import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING

from gunicorn.app.base import BaseApplication

from qa.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

THREADS = 4  # per worker: a browser that opens a connection and says nothing blocks no other
REQUEST_LINE_LIMIT = 8190  # bytes, gunicorn's most; 500 emoji take 6,000 in an address
BOOT_TIMEOUT = 120  # seconds
GRACE = 5  # seconds for a request under way when the server is stopped

log = logging.getLogger(__name__)


class CannotListen(Exception):
    """An address that the server cannot listen on."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"cannot listen on {host}:{port}: {reason}; wanted a free port of this machine"
        )
        self.host, self.port, self.reason = host, port, reason


def listening_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the address; port 0 takes any that is free."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except socket.gaierror as error:
        raise CannotListen(host, port, error.strerror) from error
    except OSError as error:
        # its own words repeat the address
        raise CannotListen(host, port, os.strerror(error.errno)) from error


def serve(settings: Settings, listening: socket.socket, workers: int) -> None:
    """Answer on the socket until a signal stops the process; each worker opens the service."""
    host, port = listening.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    options = {
        "bind": f"fd://{listening.detach()}",  # gunicorn closes it from here on
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        # threads of onnxruntime and faiss do not survive the fork of a preloaded application
        "preload_app": False,
        "timeout": BOOT_TIMEOUT,
        "graceful_timeout": GRACE,
        "limit_request_line": REQUEST_LINE_LIMIT,
        "loglevel": "warning",
        "control_socket_disable": True,
        "post_worker_init": lambda worker: _announce(address, worker.age),
    }
    _Server(settings, options).run()


class _Server(BaseApplication):
    """Gunicorn with its options given by us: no command line, file or environment of its own."""

    def __init__(self, settings: Settings, options: Mapping[str, object]) -> None:
        self._settings, self._options = settings, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> "Flask":
        from qa.assemble import assemble
        from qa.web.app import create_app

        service = assemble(self._settings)
        service.warm()
        return create_app(service)


def _announce(address: str, worker_age: int) -> None:
    if worker_age == 1:  # the first worker ever: said once, not again when one is replaced
        log.info("Ready on %s (Ctrl+C stops it)", address)
