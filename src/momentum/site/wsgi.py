"""The door for a web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "momentum.site.settings")
application = get_wsgi_application()

from momentum.accounts.actions.starting import serve_only_with_keys  # noqa: E402

serve_only_with_keys()
