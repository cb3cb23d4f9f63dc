"""Takes names and addresses of participants out of their accounts, and gives every address its digest.

Goes on where it was when it was stopped. Then the tables are written anew, so that no page keeps the plain text.
"""

from django.db import connections, migrations

from momentum.accounts.keys import KeyDestroyed, person_keys
from momentum.accounts.keys.rows import rub_out
from momentum.accounts.mail_queue.sealing import address_digest


def seal(apps, schema_editor):
    using = schema_editor.connection.alias
    users = apps.get_model("accounts", "User")._default_manager.using(using)
    mandates = apps.get_model("accounts", "Mandate")._default_manager.using(using)
    identities = apps.get_model("journeys", "Identity")._default_manager.using(using)
    for pk, email in users.exclude(email=None).values_list("pk", "email"):
        users.filter(pk=pk).update(address_digest=address_digest(email))
    pseudonyms = dict(identities.exclude(user=None).values_list("user_id", "pseudonym"))
    taking_part = {*pseudonyms, *mandates.filter(role="participant").values_list("user_id", flat=True)}
    taking_part -= set(mandates.exclude(role="participant").values_list("user_id", flat=True))
    sealed = 0
    for user in users.filter(pk__in=taking_part):
        if user.name or user.email:
            _seal(users, user, pseudonyms.get(user.pk))
            sealed += 1
    # What a library kept beside it: nothing reads these here.
    apps.get_model("account", "EmailAddress")._default_manager.using(using).filter(user_id__in=taking_part).delete()
    if sealed:
        rub_out(connections[using], [users.model])


def _seal(users, user, pseudonym):
    held = {"own_address": user.email or "", "own_name": ""}
    if pseudonym is None and user.name != user.sign_in_name:
        held["own_name"] = user.name
    for name, plain in held.items():
        if plain:
            bound = users.model._meta.get_field(name).sealed_name(user.pk)
            try:
                held[name] = person_keys().seal(pseudonym or f"account:{user.pk}", bound, plain)
            except KeyDestroyed:
                held[name] = ""
    users.filter(pk=user.pk).update(name="", email=None, **held)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("journeys", "0007_records_opened_for_a_reason"),
        ("accounts", "0010_accounts_of_participants_are_sealed"),
        ("account", "0001_initial"),
    ]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
