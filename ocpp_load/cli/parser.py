"""The parser of every command: what is wrong with a command line is told in one line."""

import argparse
from typing import Any, NoReturn

from ocpp_load.settings.refusal import DASHED_VALUE, refusal

WRONG_INPUT = 2


class Parser(argparse.ArgumentParser):
    """A parser that knows no abbreviations, and takes `-5s` for a value."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **{"allow_abbrev": False, **named})
        self._negative_number_matcher = DASHED_VALUE

    def error(self, message: str) -> NoReturn:
        """End with what is wrong, and where to look; argparse would print its whole usage."""
        flags = [flag for action in self._actions for flag in action.option_strings]
        told = refusal(message, flags)
        self.exit(WRONG_INPUT, f"{told}\n`{self.prog} --help` tells what there is.\n")
