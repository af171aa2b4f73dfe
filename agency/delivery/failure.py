"""What it means that news did not arrive."""


class NotDelivered(Exception):
    """
    The news did not arrive; its words say why, and carry no personal data.

    *final*: trying again cannot help.
    """

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final
