#!/usr/bin/env python
"""Django's own commands: migrate, collectstatic, db_worker and the like. What people use is `momentum`."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

# What makes tables, or fills an empty city, is the owner's work where the database has an owner apart.
THE_OWNERS = {"migrate", "build_demo"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "momentum.site.settings")
    if set(sys.argv[1:2]) & THE_OWNERS:
        os.environ["MOMENTUM_DATABASE_AS"] = "owner"
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as reason:
        sys.exit(str(reason))
