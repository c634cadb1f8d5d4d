"""The language that a text is written in: by its script, and within a script by characters and small words.

Told apart are those that Wellserved speaks and Japanese; every other is 'other'. A lone name, number or face is silent.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .classifier import SILENT_BELOW, Suggestion
from .letters import CODES, IN_BOTH, SIMPLIFIED, TRADITIONAL
from .reading import Floats, Reading, read, word_hash

LANGUAGES = ("en", "ko", "zh-hant", "zh-hans", "ja", "other")

_ENGLISH = (
    "the a an and or but if is are was were be been am do does did have has had will would can could should not no "
    "i i'm i've you your he she it it's we they my me him her us them their our this that these those there here "
    "what when where which who why how of to in on at for from with about into after before by as than then so "
    "don't doesn't didn't can't won't isn't wasn't couldn't please thanks thank hello yes any some all more very "
    "get got need want make made know think like just now still been being because out up over only also"
)
_OTHERS = (
    # Small words of other languages in Latin letters; some of them are English as well.
    "der das und ist nicht ein eine ich sie wir mit auf für von dem den zu im bei auch oder wie wenn kann mein ihr "
    "le la les des du un une et est que qui dans pour pas sur avec je vous nous il elle mon ma votre ne au aux ce "
    "el los las del una y es que en por para con no se su lo mi me muy pero como si está son al más "
    "il di che non per sono della del una con mi gli ho questo anche alla nel è si i "
    "o os as um uma de da do dos das em não com para por meu minha foi eu são mais como está ao se "
    "het een van ik niet en dat op te zijn voor met maar je naar deze mijn wordt heeft "
    "och att det som är på av för inte jag med har till den ett "
    "jeg ikke og er til på det af med en har kan vi "
    "ja on ei että se mutta kun niin tai ovat ole minun "
    "nie jest się na do że to w i z jak co mnie moje dla czy "
    "je se na to že v s pro jsem není ale jak "
    "ve bir bu için ile çok ne da de değil var ben "
    "và là của không có tôi cho được này với các một người "
    "yang dan di ini itu tidak untuk dengan dari saya ada ke akan bisa sudah anda "
    "ang ng sa na mga ako hindi po ko ay "
    "nem egy az és hogy van meg ez csak de is "
    "nu este și în de la pe cu din mai o să care am "
)
_LATIN, _ACCENTED, _HANGUL, _KANA, _HAN, _HANT, _HANS, _OTHER = range(1, 9)
# How much of a language one character is, against a Latin letter.
_WORTH = np.array([0, 1, 1, 2.5, 2, 3, 3, 3, 1.5])


def _kinds() -> NDArray[np.uint8]:
    kinds = np.zeros(CODES, np.uint8)
    letters = [code for code in range(0x80, CODES) if not 0xD800 <= code < 0xE000 and chr(code).isalpha()]
    kinds[letters] = _OTHER
    kinds[ord("a") : ord("z") + 1] = _LATIN
    for first, last, kind in (
        (0xC0, 0x24F, _ACCENTED),
        (0x1E00, 0x1EFF, _ACCENTED),
        (0x1100, 0x11FF, _HANGUL),
        (0x3131, 0x318E, _HANGUL),
        (0xAC00, 0xD7A3, _HANGUL),
        (0x3041, 0x30FF, _KANA),
        (0x3400, 0x4DBF, _HAN),
        (0x4E00, 0x9FFF, _HAN),
        (0x20000, 0x2FFFF, _HAN),
    ):
        inside = np.arange(first, last + 1)
        kinds[inside[kinds[inside] > 0]] = kind
    kinds[[ord(one) for one in TRADITIONAL]] = _HANT
    kinds[[ord(one) for one in set(SIMPLIFIED) - set(IN_BOTH)]] = _HANS
    return kinds


_KIND = _kinds()
_ENGLISH_HASHES = np.array([word_hash(word) for word in _ENGLISH.split()], np.uint64)
_OTHER_HASHES = np.array([word_hash(word) for word in _OTHERS.split()], np.uint64)


def languages_of(texts: Sequence[str] | Reading, *, silent_below: float = SILENT_BELOW) -> list[Suggestion]:
    """One of LANGUAGES for each text, with its confidence; silent where the letters tell too little."""
    reading = texts if isinstance(texts, Reading) else read(texts)
    chance = _chances(reading)
    chosen = chance.argmax(axis=1)
    sure = chance[np.arange(reading.n), chosen]
    return [
        Suggestion(LANGUAGES[place] if confidence >= silent_below else None, confidence)
        for place, confidence in zip(chosen.tolist(), sure.tolist(), strict=True)
    ]


def _chances(reading: Reading) -> Floats:
    """Shape (texts, languages), each row adding up to 1, or to 0 where a text has no letters."""
    kind = np.where(reading.codes < CODES, _KIND[np.minimum(reading.codes, CODES - 1)], 0)
    kinds = len(_WORTH)
    count = np.bincount(reading.owner * kinds + kind, minlength=reading.n * kinds)
    share = count.reshape(reading.n, kinds) * _WORTH
    latin = share[:, _LATIN] + share[:, _ACCENTED]
    han = share[:, _HAN] + share[:, _HANT] + share[:, _HANS]
    kana = share[:, _KANA]
    # Japanese writes its endings in kana, so among Chinese characters a fifth of kana is a Japanese text.
    japanese = kana > 0.2 * han
    east = han + kana
    hant = (count_of(share, _HANT) + 0.05) / (count_of(share, _HANT) + count_of(share, _HANS) + 0.1)
    english = _english(reading, share)
    found = np.column_stack(
        [
            latin * english,
            share[:, _HANGUL],
            np.where(japanese, 0.0, han * hant),
            np.where(japanese, 0.0, han * (1 - hant)),
            np.where(japanese, east, kana),
            latin * (1 - english) + share[:, _OTHER],
        ]
    )
    # Words of another script amid a text, a product's name above all, say little about its language: squares do that.
    found = found**2
    whole = found.sum(axis=1, keepdims=True)
    chances: Floats = np.divide(found, whole, out=np.zeros_like(found), where=whole > 0)
    return chances


def count_of(share: Floats, kind: int) -> Floats:
    """How many characters of that kind each text has, from their worths."""
    found: Floats = share[:, kind] / _WORTH[kind]
    return found


def _english(reading: Reading, share: Floats) -> Floats:
    """How sure it is that Latin letters are English: its small words against those of others, and accents."""
    owner, word = reading.words
    english, other = np.isin(word, _ENGLISH_HASHES), np.isin(word, _OTHER_HASHES)
    own = np.bincount(owner[english & ~other], minlength=reading.n)
    shared = np.bincount(owner[english & other], minlength=reading.n)
    foreign = np.bincount(owner[other & ~english], minlength=reading.n)
    accents = count_of(share, _ACCENTED)
    said = 2 * own + 0.5 * shared
    found: Floats = (said + 0.65) / (said + 2 * foreign + 1.5 * accents + 1)
    return found
