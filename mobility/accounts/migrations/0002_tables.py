import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import mobility.at_once
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('accounts', '0002_invitations_history'),
        ('accounts', '0004_office_contacts'),
        ('accounts', '0005_shortcuts'),
        ('accounts', '0006_idle'),
        ('accounts', '0007_machine_keys_and_providers'),
    ]

    dependencies = [
        ('accounts', '0001_people'),
        ('pghistory', '0007_auto_20250421_0444'),
        # Before the many tables, since each of their steps would look at all that are there.
        ('account', '0009_emailaddress_unique_primary_email'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('socialaccount', '0006_alter_socialaccount_extra_data'),
        ('usersessions', '0001_initial'),
    ]

    operations = [
        mobility.at_once.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                        ('name', models.CharField(max_length=150, verbose_name='name')),
                        ('capabilities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('desk', 'Open the desk'), ('work', 'Work on files: screen, ask, acknowledge, close'), ('assign', 'Assign files to anybody and change priority'), ('review', 'Review letters and closings'), ('decide', 'Decide questions put to the Director'), ('portal', 'Answer for a regulatory body'), ('portal_users', "Invite and remove users of one's own body"), ('partner', "See files shared with one's own office"), ('reference', 'Keep reference data'), ('users', 'Invite people and set what they may do'), ('audit', 'Read everything, including who opened what; change nothing')], max_length=20), default=list, size=None, verbose_name='capabilities')),
                        ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French')], default='en', max_length=2, verbose_name='language')),
                        ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                        ('invited_at', models.DateTimeField(verbose_name='invited at')),
                        ('expires_at', models.DateTimeField(verbose_name='open until')),
                        ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted at')),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                        ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                        ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office', verbose_name='office')),
                    ],
                    options={
                        'verbose_name': 'invitation',
                        'verbose_name_plural': 'invitations',
                        'ordering': ['-invited_at'],
                    },
                ),
                migrations.CreateModel(
                    name='OfficeEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('slug', models.SlugField(db_index=False, max_length=60, verbose_name='slug')),
                        ('kind', models.CharField(choices=[('unit', 'Labour Mobility Unit'), ('ministry', 'Ministry'), ('jurisdiction', "Another jurisdiction's coordinator"), ('body', 'Regulatory body')], max_length=20, verbose_name='kind')),
                        ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                        ('name_fr', models.CharField(blank=True, max_length=200, verbose_name='name in French')),
                        ('short_name', models.CharField(blank=True, max_length=40, verbose_name='short name')),
                        ('jurisdiction_code', models.CharField(blank=True, max_length=2, verbose_name='jurisdiction')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='office mailbox')),
                        ('is_active', models.BooleanField(default=True, verbose_name='active')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.office')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='UserEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                        ('name', models.CharField(max_length=150, verbose_name='name')),
                        ('capabilities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('desk', 'Open the desk'), ('work', 'Work on files: screen, ask, acknowledge, close'), ('assign', 'Assign files to anybody and change priority'), ('review', 'Review letters and closings'), ('decide', 'Decide questions put to the Director'), ('portal', 'Answer for a regulatory body'), ('portal_users', "Invite and remove users of one's own body"), ('partner', "See files shared with one's own office"), ('reference', 'Keep reference data'), ('users', 'Invite people and set what they may do'), ('audit', 'Read everything, including who opened what; change nothing')], max_length=20), blank=True, default=list, size=None, verbose_name='capabilities')),
                        ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French')], default='en', max_length=2, verbose_name='language')),
                        ('is_staff', models.BooleanField(default=False, verbose_name='may open the admin')),
                        ('is_active', models.BooleanField(default=True, verbose_name='active')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined')),
                        ('office', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.office', verbose_name='office')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
                        ('shortcuts', models.BooleanField(default=True, verbose_name='single-key shortcuts')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='OfficeContact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(blank=True, max_length=150, verbose_name='name or function')),
                        ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                        ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French')], default='en', max_length=2, verbose_name='language')),
                        ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                        ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='accounts.office', verbose_name='office')),
                    ],
                    options={
                        'verbose_name': 'contact of an office',
                        'verbose_name_plural': 'contacts of offices',
                        'ordering': ['office', 'email'],
                        'constraints': [models.UniqueConstraint(fields=('office', 'email'), name='officecontact_once')],
                    },
                ),
                migrations.CreateModel(
                    name='OfficeContactEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('name', models.CharField(blank=True, max_length=150, verbose_name='name or function')),
                        ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                        ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French')], default='en', max_length=2, verbose_name='language')),
                        ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                        ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.office', verbose_name='office')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.officecontact')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='IdentityProvider',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(max_length=40, unique=True, verbose_name='name in addresses')),
                        ('name', models.CharField(max_length=100, verbose_name='name on the sign-in page')),
                        ('server_url', models.URLField(verbose_name='address of the provider')),
                        ('client_id', models.CharField(max_length=200, verbose_name='our name there')),
                        ('secret', models.CharField(max_length=500, verbose_name='our secret there')),
                        ('domains', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None, verbose_name='domains of e-mail addresses')),
                        ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                        ('office', models.OneToOneField(limit_choices_to={'kind': 'body'}, on_delete=django.db.models.deletion.PROTECT, related_name='identity_provider', to='accounts.office', verbose_name='office')),
                    ],
                    options={
                        'verbose_name': 'identity provider of a body',
                        'verbose_name_plural': 'identity providers of bodies',
                        'ordering': ['slug'],
                    },
                ),
                migrations.CreateModel(
                    name='IdentityProviderEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('slug', models.SlugField(db_index=False, max_length=40, verbose_name='name in addresses')),
                        ('name', models.CharField(max_length=100, verbose_name='name on the sign-in page')),
                        ('server_url', models.URLField(verbose_name='address of the provider')),
                        ('client_id', models.CharField(max_length=200, verbose_name='our name there')),
                        ('domains', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None, verbose_name='domains of e-mail addresses')),
                        ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                        ('office', models.ForeignKey(db_constraint=False, limit_choices_to={'kind': 'body'}, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.office', verbose_name='office')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.identityprovider')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='MachineKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100, verbose_name='name of the system')),
                        ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                        ('made_at', models.DateTimeField(verbose_name='made at')),
                        ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='last used')),
                        ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked at')),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                        ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='machine_keys', to='accounts.office', verbose_name='office')),
                        ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='revoked by')),
                    ],
                    options={
                        'verbose_name': 'key of a body’s system',
                        'verbose_name_plural': 'keys of bodies’ systems',
                        'ordering': ['-made_at'],
                    },
                ),
                migrations.CreateModel(
                    name='MachineKeyEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('name', models.CharField(max_length=100, verbose_name='name of the system')),
                        ('made_at', models.DateTimeField(verbose_name='made at')),
                        ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked at')),
                        ('made_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                        ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.office', verbose_name='office')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.machinekey')),
                        ('revoked_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='revoked by')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='officecontact',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_officecontactevent" ("email", "id", "is_active", "language", "name", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."email", NEW."id", NEW."is_active", NEW."language", NEW."name", NEW."office_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='a9d40399e8920c64295816f0dd3680dac385231d', operation='INSERT', pgid='pgtrigger_insert_insert_d3074', table='accounts_officecontact', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='officecontact',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_officecontactevent" ("email", "id", "is_active", "language", "name", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."email", NEW."id", NEW."is_active", NEW."language", NEW."name", NEW."office_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='03ba9afe298eac02c7bfebdacffed3c08b624892', operation='UPDATE', pgid='pgtrigger_update_update_10a33', table='accounts_officecontact', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='identityprovider',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_identityproviderevent" ("client_id", "domains", "id", "is_active", "name", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "server_url", "slug") VALUES (NEW."client_id", NEW."domains", NEW."id", NEW."is_active", NEW."name", NEW."office_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."server_url", NEW."slug"); RETURN NULL;', hash='5053d2f5ee9e9c08548f501f49ee1e17d08ea36e', operation='INSERT', pgid='pgtrigger_insert_insert_32cc0', table='accounts_identityprovider', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='identityprovider',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."client_id" IS DISTINCT FROM (NEW."client_id") OR OLD."domains" IS DISTINCT FROM (NEW."domains") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."office_id" IS DISTINCT FROM (NEW."office_id") OR OLD."server_url" IS DISTINCT FROM (NEW."server_url") OR OLD."slug" IS DISTINCT FROM (NEW."slug"))', func='INSERT INTO "accounts_identityproviderevent" ("client_id", "domains", "id", "is_active", "name", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "server_url", "slug") VALUES (NEW."client_id", NEW."domains", NEW."id", NEW."is_active", NEW."name", NEW."office_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."server_url", NEW."slug"); RETURN NULL;', hash='e4adad55d89e3e70aa3a81577aa1aa85e5e7fb7e', operation='UPDATE', pgid='pgtrigger_update_update_700c9', table='accounts_identityprovider', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='machinekey',
                    trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_machinekeyevent" ("id", "made_at", "made_by_id", "name", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "revoked_by_id") VALUES (NEW."id", NEW."made_at", NEW."made_by_id", NEW."name", NEW."office_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."revoked_at", NEW."revoked_by_id"); RETURN NULL;', hash='c75f15f95a370b05204be197019e748b8a6ac09c', operation='INSERT', pgid='pgtrigger_insert_insert_a7eed', table='accounts_machinekey', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='machinekey',
                    trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."office_id" IS DISTINCT FROM (NEW."office_id") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."revoked_by_id" IS DISTINCT FROM (NEW."revoked_by_id"))', func='INSERT INTO "accounts_machinekeyevent" ("id", "made_at", "made_by_id", "name", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "revoked_at", "revoked_by_id") VALUES (NEW."id", NEW."made_at", NEW."made_by_id", NEW."name", NEW."office_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."revoked_at", NEW."revoked_by_id"); RETURN NULL;', hash='5ae7577f81cca1b577ee04770d39393c1b024cf7', operation='UPDATE', pgid='pgtrigger_update_update_c0260', table='accounts_machinekey', when='AFTER')),
                ),
            ],
        ),
    ]
