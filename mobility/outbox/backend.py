"""placeholder"""
from django.core.mail.backends.locmem import EmailBackend as OutboxBackend
