from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shopguide', '0006_assist'),
    ]

    operations = [
        migrations.AddField(
            model_name='failedcheck',
            name='mended',
            field=models.BooleanField(default=False, verbose_name='mended by its writer'),
        ),
        migrations.AddField(
            model_name='failedcheck',
            name='purpose',
            field=models.CharField(default='suggestion', max_length=16, verbose_name='purpose'),
        ),
        migrations.CreateModel(
            name='CheckTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('guide', models.CharField(max_length=64, verbose_name='guide')),
                ('writer', models.CharField(max_length=128, verbose_name='writer')),
                ('purpose', models.CharField(default='suggestion', max_length=16, verbose_name='purpose')),
                ('rule', models.CharField(blank=True, max_length=32, verbose_name='rule')),
                ('checked', models.PositiveIntegerField(default=0, verbose_name='sentences checked')),
                ('failed', models.PositiveIntegerField(default=0, verbose_name='failed')),
            ],
            options={
                'verbose_name': 'tally of checks',
                'verbose_name_plural': 'tally of checks',
                'constraints': [models.UniqueConstraint(fields=('day', 'guide', 'writer', 'purpose', 'rule'), name='shopguide_checktally_once')],
            },
        ),
    ]
