"""What an action says when it does not do what it was asked."""


class Refused(Exception):
    """Not allowed, or not possible now. The text is a sentence for the person who asked."""
