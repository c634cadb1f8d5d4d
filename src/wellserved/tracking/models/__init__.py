"""Tables of tracking: what is followed, its scans, what was told and predicted, and who hears of it."""

from .consignments import Change, Consignment, Progress
from .customers import GuessCount, Problem, Proof, Quote, Recipient, ReturnAsked, Share, Visit, Wish
from .lots import Carried, Lot
from .notices import Notice, NoticeText, Subscription
from .promised import SilenceLimit, Told, Trouble, TroubleKind, Window, WindowModel
from .scans import Scan, SetAside

__all__ = [
    "Carried",
    "Change",
    "Consignment",
    "GuessCount",
    "Lot",
    "Notice",
    "NoticeText",
    "Problem",
    "Progress",
    "Proof",
    "Quote",
    "Recipient",
    "ReturnAsked",
    "Scan",
    "SetAside",
    "Share",
    "SilenceLimit",
    "Subscription",
    "Told",
    "Trouble",
    "TroubleKind",
    "Visit",
    "Window",
    "WindowModel",
    "Wish",
]
