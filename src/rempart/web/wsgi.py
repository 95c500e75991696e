"""The pages as a WSGI application, for any server; refused on a database that is not up to date."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from rempart.kernel import building
from rempart.web.translations import catalogues

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rempart.settings")
catalogues(settings.REMPART_HOME)
application = get_wsgi_application()
building.up_to_date()
