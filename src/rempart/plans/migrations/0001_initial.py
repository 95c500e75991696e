
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import rempart.kernel.clock
import rempart.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.UUIDField(default=rempart.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(editable=False, max_length=16, unique=True)),
                ('office', models.IntegerField(default=0)),
                ('component', models.IntegerField(default=0)),
                ('marking', models.SmallIntegerField(choices=[(1, 'Unclassified'), (2, 'Confidential'), (3, 'Strictly confidential')], default=1)),
                ('compartment', models.SmallIntegerField(default=0)),
                ('author', models.UUIDField(editable=False)),
                ('created_at', models.DateTimeField(default=rempart.kernel.clock.now, editable=False)),
                ('recorded_at', models.DateTimeField(default=rempart.kernel.clock.now, editable=False)),
                ('language', models.CharField(default='fr', max_length=2)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('scope', models.GeneratedField(db_persist=True, expression=django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('office'), '*', models.Value(4096)), '+', django.db.models.expressions.CombinedExpression(models.F('compartment'), '*', models.Value(4))), '+', models.F('marking')), output_field=models.IntegerField())),
                ('statement', models.CharField(max_length=300, verbose_name='action')),
                ('volet', models.CharField(max_length=10, verbose_name='tier')),
                ('phases', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ('in_danger', models.BooleanField(default=False)),
                ('accountable', models.CharField(blank=True, max_length=30)),
                ('support', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), blank=True, default=list, size=None)),
                ('consulted', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), blank=True, default=list, size=None)),
                ('informed', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), blank=True, default=list, size=None)),
                ('resources', models.TextField(blank=True)),
                ('indicator', models.CharField(max_length=300)),
                ('begins_on', models.DateField(blank=True, null=True)),
                ('due_on', models.DateField(verbose_name='due')),
                ('state', models.CharField(default='proposed', max_length=16)),
                ('evidence', models.TextField(blank=True)),
                ('effect', models.TextField(blank=True)),
                ('completed_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['scope', 'state', 'due_on'], name='action_due')],
            },
        ),
        migrations.CreateModel(
            name='ActionVersion',
            fields=[
                ('pk', models.CompositePrimaryKey('object_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField(default=rempart.kernel.clock.now)),
                ('action', models.CharField(max_length=60)),
                ('actor', models.UUIDField()),
                ('actor_name', models.CharField(max_length=200)),
                ('post_label', models.CharField(blank=True, max_length=200)),
                ('on_behalf_of', models.UUIDField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('changed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('values', models.JSONField()),
                ('office', models.IntegerField()),
                ('component', models.IntegerField(default=0)),
                ('marking', models.SmallIntegerField()),
                ('compartment', models.SmallIntegerField()),
                ('scope', models.GeneratedField(db_persist=True, expression=django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('office'), '*', models.Value(4096)), '+', django.db.models.expressions.CombinedExpression(models.F('compartment'), '*', models.Value(4))), '+', models.F('marking')), output_field=models.IntegerField())),
                ('object', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='plans.action')),
            ],
            options={
                'ordering': ('-number',),
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.UUIDField(default=rempart.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(editable=False, max_length=16, unique=True)),
                ('office', models.IntegerField(default=0)),
                ('component', models.IntegerField(default=0)),
                ('marking', models.SmallIntegerField(choices=[(1, 'Unclassified'), (2, 'Confidential'), (3, 'Strictly confidential')], default=1)),
                ('compartment', models.SmallIntegerField(default=0)),
                ('author', models.UUIDField(editable=False)),
                ('created_at', models.DateTimeField(default=rempart.kernel.clock.now, editable=False)),
                ('recorded_at', models.DateTimeField(default=rempart.kernel.clock.now, editable=False)),
                ('language', models.CharField(default='fr', max_length=2)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('scope', models.GeneratedField(db_persist=True, expression=django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('office'), '*', models.Value(4096)), '+', django.db.models.expressions.CombinedExpression(models.F('compartment'), '*', models.Value(4))), '+', models.F('marking')), output_field=models.IntegerField())),
                ('statement', models.CharField(max_length=300, verbose_name='measure')),
                ('place', models.CharField(max_length=200, verbose_name='place')),
                ('since', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['scope', '-since'], name='measure_since')],
            },
        ),
        migrations.CreateModel(
            name='MeasureVersion',
            fields=[
                ('pk', models.CompositePrimaryKey('object_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField(default=rempart.kernel.clock.now)),
                ('action', models.CharField(max_length=60)),
                ('actor', models.UUIDField()),
                ('actor_name', models.CharField(max_length=200)),
                ('post_label', models.CharField(blank=True, max_length=200)),
                ('on_behalf_of', models.UUIDField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('changed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('values', models.JSONField()),
                ('office', models.IntegerField()),
                ('component', models.IntegerField(default=0)),
                ('marking', models.SmallIntegerField()),
                ('compartment', models.SmallIntegerField()),
                ('scope', models.GeneratedField(db_persist=True, expression=django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('office'), '*', models.Value(4096)), '+', django.db.models.expressions.CombinedExpression(models.F('compartment'), '*', models.Value(4))), '+', models.F('marking')), output_field=models.IntegerField())),
                ('object', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='plans.measure')),
            ],
            options={
                'ordering': ('-number',),
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
    ]
