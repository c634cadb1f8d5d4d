"""Measurement of service quality that a statistician accepts: from answers to figures, over any number of respondents.

`Instrument` says what was asked, `Tally` boils answers down to sums in one pass, `sheet` makes figures of the sums.
"""

from .crossproducts import Crossproducts, gathered
from .factors import FactorFit, confirmatory, one_factor
from .framing import FrameFault, Margin, NoSuchFrameError
from .importance import Importance, Share, importance, lmg
from .instrument import Instrument, Item, Sums, Tally, chunks
from .kano import CATEGORIES, Category, KanoFigures, kano, kano_of_counts, kano_of_pairs
from .nps import NetPromoter, net_promoter
from .reliability import ItemTotal, Reliability, alpha, alpha_interval, omega, reliability
from .sampling import Design, Estimate, NoSuchRakingError, raked
from .sheet import DimensionFigures, ItemFigures, Mean, Sheet, sheet
from .zone import Zone, ZoneShare, zone

__all__ = [
    "CATEGORIES",
    "Category",
    "Crossproducts",
    "Design",
    "DimensionFigures",
    "Estimate",
    "FactorFit",
    "FrameFault",
    "Importance",
    "Instrument",
    "Item",
    "ItemFigures",
    "ItemTotal",
    "KanoFigures",
    "Margin",
    "Mean",
    "NetPromoter",
    "NoSuchFrameError",
    "NoSuchRakingError",
    "Reliability",
    "Share",
    "Sheet",
    "Sums",
    "Tally",
    "Zone",
    "ZoneShare",
    "alpha",
    "alpha_interval",
    "chunks",
    "confirmatory",
    "gathered",
    "importance",
    "kano",
    "kano_of_counts",
    "kano_of_pairs",
    "lmg",
    "net_promoter",
    "omega",
    "one_factor",
    "raked",
    "reliability",
    "sheet",
    "zone",
]
