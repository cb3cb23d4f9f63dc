import momentum.accounts.sealed_fields
import momentum.journeys.source_references
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('journeys', '0008_accounts_of_participants_are_sealed'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='sourcereference',
            name='a_reference_names_one_person',
        ),
        migrations.AlterField(
            model_name='sourcereference',
            name='reference',
            field=momentum.accounts.sealed_fields.SealedCharField(bound_to='journey_id', max_length=120, person='journey.pseudonym'),
        ),
        migrations.AddField(
            model_name='sourcereference',
            name='digest',
            field=momentum.journeys.source_references.ReferenceDigestField(editable=False, max_length=64, null=True),
        ),
    ]
