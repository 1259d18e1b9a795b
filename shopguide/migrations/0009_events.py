from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shopguide', '0008_shoppers'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='event',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['order', 'review'])), fields=('client_id',), name='shopguide_event_of_a_row'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(condition=models.Q(('shopper', ''), _negated=True), fields=['shopper', '-received'], name='shopguide_event_received'),
        ),
    ]
