"""What an action on a file says when it does not do what was asked. `Refused` is a sentence for the person who asked."""

from mobility.accounts.refusals import Refused


class Overtaken(Refused):
    """Somebody else changed the file after the form was opened. Nothing was overwritten."""

    def __init__(self, message: str, *, version: int) -> None:
        super().__init__(message)
        self.version = version


__all__ = ["Overtaken", "Refused"]
