#!/usr/bin/env python
"""Django's own commands: migrate, collectstatic, db_worker and the like. What people use is `momentum`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "momentum.site.settings")
    execute_from_command_line(sys.argv)
