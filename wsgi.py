"""The application for any WSGI server: `gunicorn wsgi:app`, `flask --app wsgi run`."""

import logging
import os

from qa.assemble import assemble
from qa.settings import Settings
from qa.web import create_app

logging.basicConfig(level=logging.INFO, format="%(message)s")

app = create_app(assemble(Settings.from_environ(os.environ)))
