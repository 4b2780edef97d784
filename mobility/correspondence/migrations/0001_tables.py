import django.db.models.deletion
import mobility.at_once
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('correspondence', '0001_requests'),
        ('correspondence', '0002_comments'),
        ('correspondence', '0003_reminders'),
        ('correspondence', '0004_consultation'),
        ('correspondence', '0005_purposes'),
        ('correspondence', '0006_lapsed'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0002_tables'),
        ('casefiles', '0001_tables'),
    ]

    operations = [
        mobility.at_once.AtOnce(
            operations=[
                migrations.CreateModel(
                    name='Request',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('purpose', models.CharField(choices=[('information', 'Information'), ('position', 'Its position'), ('comment', 'Its comment on a finding'), ('consultation', 'Its view of a proposal'), ('counterpart', 'To take up the file in the other province'), ('hearing', 'Its comment before something is final'), ('correction', 'To correct something'), ('submission', 'Its submission on a proposed order')], max_length=12, verbose_name='asks for')),
                        ('question', models.TextField(verbose_name='question')),
                        ('summary', models.TextField(blank=True, verbose_name='what we tell them')),
                        ('with_name', models.BooleanField(default=False, verbose_name='names the worker')),
                        ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French')], default='en', max_length=2, verbose_name='language')),
                        ('jurisdiction_code', models.CharField(blank=True, max_length=2, verbose_name='jurisdiction')),
                        ('due_on', models.DateField(verbose_name='answer by')),
                        ('sent_at', models.DateTimeField(verbose_name='sent')),
                        ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='first opened')),
                        ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                        ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                        ('revoked_why', models.CharField(blank=True, max_length=500, verbose_name='why it was withdrawn')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='casefiles.casefile')),
                        ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='casefiles.participant')),
                        ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('share', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='request', to='casefiles.share')),
                        ('lapsed_at', models.DateTimeField(blank=True, null=True, verbose_name='lapsed unanswered')),
                    ],
                    options={
                        'verbose_name': 'request',
                        'verbose_name_plural': 'requests',
                        'ordering': ['pk'],
                        'indexes': [models.Index(fields=['participant', '-id'], name='request_participant'), models.Index(condition=models.Q(('answered_at__isnull', True), ('lapsed_at__isnull', True), ('revoked_at__isnull', True)), fields=['due_on', 'id'], name='request_due_open')],
                    },
                ),
                migrations.CreateModel(
                    name='RequestAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('category', models.CharField(choices=[('registered', 'Resolved: the applicant is registered'), ('requirement_withdrawn', 'Resolved: the requirement is withdrawn'), ('promised', 'Promised by a date'), ('maintained', 'Position maintained'), ('not_ours', 'Not ours'), ('no_such_applicant', 'No such applicant'), ('duplicate', 'Duplicate: answered before'), ('need_longer', 'We need longer'), ('accepted', 'We accept and look into it'), ('declined', 'We decline'), ('answered', 'Our answer'), ('agreed', 'We agree'), ('disagreed', 'We disagree'), ('corrected', 'It is corrected'), ('submitted', 'Our submission')], max_length=24, verbose_name='answer')),
                        ('text', models.TextField(blank=True, verbose_name='in words')),
                        ('provision', models.CharField(blank=True, max_length=500, verbose_name='provision or exception relied on')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='day named')),
                        ('is_final', models.BooleanField(default=True, verbose_name='ends the request')),
                        ('via', models.CharField(choices=[('link', 'by the link'), ('portal', 'in the portal'), ('email', 'by e-mail'), ('phone', 'by telephone'), ('post', 'on paper')], max_length=8, verbose_name='came')),
                        ('answered_on', models.DateField(verbose_name='answered on')),
                        ('said_by', models.CharField(blank=True, max_length=150, verbose_name='name of who answered')),
                        ('at', models.DateTimeField(verbose_name='at')),
                        ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('papers', models.ManyToManyField(blank=True, related_name='+', to='casefiles.document')),
                        ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='correspondence.request')),
                    ],
                    options={
                        'verbose_name': 'answer',
                        'verbose_name_plural': 'answers',
                        'ordering': ['pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_final', True)), fields=('request',), name='requestanswer_one_final'), models.CheckConstraint(condition=models.Q(('is_final', False), models.Q(('category__in', ['accepted', 'need_longer']), _negated=True), _connector='OR'), name='requestanswer_interim_stays_open')],
                    },
                ),
                migrations.CreateModel(
                    name='RequestLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                        ('address', models.EmailField(max_length=254, verbose_name='sent to')),
                        ('sent_at', models.DateTimeField(verbose_name='sent')),
                        ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='correspondence.request')),
                    ],
                    options={
                        'verbose_name': 'link',
                        'verbose_name_plural': 'links',
                    },
                ),
                migrations.CreateModel(
                    name='RequestReminder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('stage', models.CharField(max_length=12, verbose_name='stage')),
                        ('due_on', models.DateField(verbose_name='answer by')),
                        ('at', models.DateTimeField(verbose_name='at')),
                        ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='correspondence.request')),
                    ],
                    options={
                        'verbose_name': 'reminder of a request',
                        'verbose_name_plural': 'reminders of requests',
                        'constraints': [models.UniqueConstraint(fields=('request', 'due_on', 'stage'), name='requestreminder_once')],
                    },
                ),
            ],
        ),
    ]
