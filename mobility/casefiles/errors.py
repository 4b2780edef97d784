"""What an action says when it does not do what was asked. Each is a sentence for the person who asked."""


class Refused(Exception):
    """The action may not be done now; the text says why, and what to do instead where there is something."""


class Overtaken(Refused):
    """Somebody else changed the file after the form was opened. Nothing was overwritten."""

    def __init__(self, message: str, *, version: int) -> None:
        super().__init__(message)
        self.version = version
