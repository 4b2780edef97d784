import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('accounts', '0001_initial'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='slug')),
                ('kind', models.CharField(choices=[('unit', 'Labour Mobility Unit'), ('ministry', 'Ministry'), ('jurisdiction', "Another jurisdiction's coordinator"), ('body', 'Regulatory body')], max_length=20, verbose_name='kind')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('name_fr', models.CharField(blank=True, max_length=200, verbose_name='name in French')),
                ('short_name', models.CharField(blank=True, max_length=40, verbose_name='short name')),
                ('jurisdiction_code', models.CharField(blank=True, max_length=2, verbose_name='jurisdiction')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='office mailbox')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
            ],
            options={
                'verbose_name': 'office',
                'verbose_name_plural': 'offices',
                'ordering': ['name_en'],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('capabilities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('desk', 'Open the desk'), ('work', 'Work on files: screen, ask, acknowledge, close'), ('assign', 'Assign files to anybody and change priority'), ('review', 'Review letters and closings'), ('decide', 'Decide questions put to the Director'), ('portal', 'Answer for a regulatory body'), ('portal_users', "Invite and remove users of one's own body"), ('partner', "See files shared with one's own office"), ('reference', 'Keep reference data'), ('users', 'Invite people and set what they may do'), ('audit', 'Read everything, including who opened what; change nothing')], max_length=20), blank=True, default=list, size=None, verbose_name='capabilities')),
                ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French')], default='en', max_length=2, verbose_name='language')),
                ('is_staff', models.BooleanField(default=False, verbose_name='may open the admin')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='accounts.office', verbose_name='office')),
                ('shortcuts', models.BooleanField(default=True, verbose_name='single-key shortcuts')),
                ('idle_told_at', models.DateTimeField(blank=True, null=True, verbose_name='told that the account lapses')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'ordering': ['name'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='office',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_officeevent" ("email", "id", "is_active", "jurisdiction_code", "kind", "name_en", "name_fr", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "short_name", "slug") VALUES (NEW."email", NEW."id", NEW."is_active", NEW."jurisdiction_code", NEW."kind", NEW."name_en", NEW."name_fr", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."short_name", NEW."slug"); RETURN NULL;', hash='869e561579d676c835ec2c15c98f8355222aedce', operation='INSERT', pgid='pgtrigger_insert_insert_29e99', table='accounts_office', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='office',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_officeevent" ("email", "id", "is_active", "jurisdiction_code", "kind", "name_en", "name_fr", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "short_name", "slug") VALUES (NEW."email", NEW."id", NEW."is_active", NEW."jurisdiction_code", NEW."kind", NEW."name_en", NEW."name_fr", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."short_name", NEW."slug"); RETURN NULL;', hash='f06f1190cfd1785a116c81343116342095e90c43', operation='UPDATE', pgid='pgtrigger_update_update_40b8a', table='accounts_office', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("capabilities", "date_joined", "email", "id", "is_active", "is_staff", "is_superuser", "language", "name", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shortcuts") VALUES (NEW."capabilities", NEW."date_joined", NEW."email", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."language", NEW."name", NEW."office_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."shortcuts"); RETURN NULL;', hash='44de532ef502679d19a31b87c452b5f7d37fa0ae', operation='INSERT', pgid='pgtrigger_insert_insert_3867c', table='accounts_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."capabilities" IS DISTINCT FROM (NEW."capabilities") OR OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."office_id" IS DISTINCT FROM (NEW."office_id") OR OLD."shortcuts" IS DISTINCT FROM (NEW."shortcuts"))', func='INSERT INTO "accounts_userevent" ("capabilities", "date_joined", "email", "id", "is_active", "is_staff", "is_superuser", "language", "name", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "shortcuts") VALUES (NEW."capabilities", NEW."date_joined", NEW."email", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."language", NEW."name", NEW."office_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."shortcuts"); RETURN NULL;', hash='fb013d16c75c4c831635c4a9976c657335937296', operation='UPDATE', pgid='pgtrigger_update_update_0e890', table='accounts_user', when='AFTER')),
        ),
    ]
