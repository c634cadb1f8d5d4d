"""The window in which a parcel will come: calibrated prediction intervals from an organisation's own history.

`train` makes a `WindowModel` of a `History`; `WindowModel.predict` gives `Windows` for what is `Known`;
`WindowModel.to_bytes` and `from_bytes` store it. `replay` repeats what a regular job would have shown, `judged` and
`narrowest_constant` say what that was worth. docs/explanation/windows.md tells how and why.
"""

from .judging import ConstantDays, Judged, NothingToJudge, judged, narrowest_constant, narrowest_days
from .known import History, Known, RowsDisagree
from .model import NotAModel, Said, WindowModel, Windows
from .training import NoSuchCoverage, replay, train

__all__ = [
    "ConstantDays",
    "History",
    "Judged",
    "Known",
    "NoSuchCoverage",
    "NotAModel",
    "NothingToJudge",
    "RowsDisagree",
    "Said",
    "WindowModel",
    "Windows",
    "judged",
    "narrowest_constant",
    "narrowest_days",
    "replay",
    "train",
]
