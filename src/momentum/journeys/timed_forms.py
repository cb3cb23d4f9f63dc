"""The forms of this room that enterprises fill in, of which the time is counted."""

from django.utils.translation import gettext_lazy as _

from momentum.sector.form_times import Form

TIMED = (Form("import", _("A list of stays")),)
