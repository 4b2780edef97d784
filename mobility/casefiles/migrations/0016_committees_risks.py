from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casefiles', '0015_joint_side'),
    ]

    operations = [
        migrations.AlterField(
            model_name='casefile',
            name='kind',
            field=models.CharField(choices=[('complaint', 'Complaint'), ('report', 'Annual report'), ('review', 'Compliance review'), ('exception', 'Exception request'), ('dispute', 'Dispute'), ('request', 'Action request'), ('enquiry', 'Enquiry'), ('systemic', 'Systemic issue'), ('extension', 'Minister’s extension'), ('notice', 'Notice of change'), ('committee', 'Committee'), ('risk', 'Risk of a dispute')], max_length=12, verbose_name='kind'),
        ),
    ]
