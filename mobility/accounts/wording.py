"""Sentences of Django and allauth that we say in our own words: English in locale/en, French in locale/fr.

Nothing imports this; naming the sentences here keeps them in the files of both languages.
"""

from django.utils.translation import gettext_noop

OURS = [
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("Too many failed login attempts. Try again later."),
    gettext_noop("Email"),
    gettext_noop("Forgot your password?"),
    gettext_noop("Sign in with a passkey"),
    gettext_noop("Two-Factor Authentication"),
    gettext_noop("Authenticator code"),
    gettext_noop("Incorrect code."),
    gettext_noop("Or use a third-party"),
    gettext_noop("Sign Up Closed"),
    gettext_noop("We are sorry, but the sign up is currently closed."),
    gettext_noop("Confirm Access"),
    gettext_noop("Please reauthenticate to safeguard your account."),
    gettext_noop("Sign In"),
    gettext_noop("Alternative options"),
    gettext_noop("Your account is protected by two-factor authentication. Please enter an authenticator code:"),
    gettext_noop("Use a security key"),
    gettext_noop("Security Keys"),
    gettext_noop("Add Security Key"),
    gettext_noop("Recovery Codes"),
    gettext_noop("Enter your password:"),
    gettext_noop("Unused codes"),
]
