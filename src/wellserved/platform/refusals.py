"""The one base that the command line knows: its message is a sentence with a place and a mend."""


class Refused(Exception):
    """What was asked for cannot be done; exit code 1, or 2 where the call itself was wrong."""

    exit_code = 1
