"""The exceptions this package raises."""


class CutedslError(Exception):
    """Base of every error this package raises on purpose."""


class OptionError(CutedslError, ValueError):
    """An option that does not exist, or a value it cannot have."""


class UnsupportedError(CutedslError):
    """Something in the graph that cannot be compiled; the text says why."""


class CompileError(CutedslError):
    """The compiler refused a program that its support query had accepted."""


class LibraryNotFound(CutedslError):
    """The compiler library or the runtime extension is missing."""
