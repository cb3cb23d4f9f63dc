"""An import is a form that this platform asks of an enterprise too: its time is counted, by form, never by person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from momentum.journeys.actions.imports import offer_file
from momentum.journeys.models import ImportBatch
from momentum.sector.actions.form_times import digest, done, saved
from momentum.sector.form_times import FORMS
from momentum.sector.models import FormSitting, FormTime

pytestmark = pytest.mark.django_db


def test_offering_a_file_begins_to_count(city):
    data = "cliënt;begin\r\nQ-1;01-02-2015\r\n".encode("cp1252")
    batch = offer_file(city.noor, name="stays.csv", data=data)
    assert "import" in FORMS
    assert FormSitting.objects.get().key == digest("import", str(batch.pk))
    FormSitting.objects.update(last_saved=timezone.now() - timedelta(seconds=90))
    saved("import", str(batch.pk))
    done("import", str(batch.pk))
    assert 85 <= FormTime.objects.get(form="import").seconds <= 100
    assert ImportBatch.objects.count() == 1
