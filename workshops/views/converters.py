"""What stands for a workshop in addresses."""

from django.urls import register_converter


class CodeConverter:
    """A workshop's code. Forms take Latin ones only; one of another script that is stored still has its pages,
    where it can be mended, and closes no list that it stands in."""

    regex = r"[-\w]+"

    def to_python(self, value: str) -> str:
        """As stored."""
        return value

    def to_url(self, value: str) -> str:
        """As stored; Django quotes it."""
        return value


register_converter(CodeConverter, "workshop")
