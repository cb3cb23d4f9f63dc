import momentum.journeys.source_references
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('journeys', '0010_references_that_stood_in_plain_text_are_sealed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='sourcereference',
            name='digest',
            field=momentum.journeys.source_references.ReferenceDigestField(editable=False, max_length=64),
        ),
        migrations.AddConstraint(
            model_name='sourcereference',
            constraint=models.UniqueConstraint(fields=('organisation', 'digest'), name='a_reference_names_one_person'),
        ),
    ]
