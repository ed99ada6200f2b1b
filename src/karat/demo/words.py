"""The Russian words of the item texts, and the shares in which they are used."""

from dataclasses import dataclass

# Words of a category and their gender: what the adjectives «золотой» and «серебряный» follow.
WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "rings": (("Кольцо", "neuter"), ("Кольцо", "neuter"), ("Обручальное кольцо", "neuter")),
    "earrings": (("Серьги", "plural"), ("Серьги", "plural"), ("Серьги-пусеты", "plural")),
    "chains": (("Цепь", "feminine"), ("Цепь", "feminine"), ("Цепочка", "feminine")),
    "bracelets": (("Браслет", "masculine"),),
    "pendants": (("Подвеска", "feminine"), ("Подвеска", "feminine"), ("Кулон", "masculine")),
    "necklaces": (("Колье", "neuter"), ("Колье", "neuter"), ("Шейное укр.", "neuter")),
    "crosses": (("Крест", "masculine"), ("Крестик", "masculine")),
    "brooches": (("Брошь", "feminine"),),
    "piercings": (("Пирсинг", "masculine"),),
    "watches": (("Часы", "plural"), ("Часы женские", "plural"), ("Часы мужские", "plural")),
    "sets": (("Комплект", "masculine"), ("Комплект (серьги и кольцо)", "masculine")),
}
ADJECTIVES: dict[tuple[str, str], str] = {
    ("gold", "masculine"): "Золотой",
    ("gold", "feminine"): "Золотая",
    ("gold", "neuter"): "Золотое",
    ("gold", "plural"): "Золотые",
    ("silver", "masculine"): "Серебряный",
    ("silver", "feminine"): "Серебряная",
    ("silver", "neuter"): "Серебряное",
    ("silver", "plural"): "Серебряные",
}
COLOURS: tuple[str, ...] = ("red", "white", "rose", "yellow")
COLOUR_SHARES = (0.44, 0.24, 0.20, 0.12)
COLOUR_NOMINATIVE = {
    "red": "Красное золото",
    "white": "Белое золото",
    "rose": "Розовое золото",
    "yellow": "Желтое золото",
}
COLOUR_GENITIVE = {
    "red": "красного золота",
    "white": "белого золота",
    "rose": "розового золота",
    "yellow": "желтого золота",
}
FINENESSES = {"gold": ("585", "750", "375"), "silver": ("925", "925", "875")}
FINENESS_SHARES = (0.86, 0.10, 0.04)


@dataclass(frozen=True)
class Stone:
    """
    A stone (or what takes its place) in the forms that the styles need.

    Attributes
    ----------
    name
        What the truth calls it.
    nominative, with_one, with_many
        «бриллиант», «с бриллиантом», «с бриллиантами».
    on_card
        What a shop card writes after «вставка:».
    """

    name: str
    nominative: str
    with_one: str
    with_many: str
    on_card: str


def _stone(name: str, nominative: str, colour: str = "") -> Stone:
    """Decline a masculine noun."""
    return Stone(
        name=name,
        nominative=nominative,
        with_one=f"с {nominative}ом",
        with_many=f"с {nominative}ами",
        on_card=f"{nominative} {colour}".rstrip(),
    )


_ZIRCONIA = _stone("cubic_zirconia", "фианит", "бесцветный")
_DIAMOND = _stone("diamond", "бриллиант")
_TOPAZ = _stone("topaz", "топаз", "голубой")
_GARNET = _stone("garnet", "гранат")
_AMETHYST = _stone("amethyst", "аметист")
_SAPPHIRE = _stone("sapphire", "сапфир")
_RUBY = _stone("ruby", "рубин")
_EMERALD = _stone("emerald", "изумруд")
# Both have no plural in a shop's language, and one is feminine.
_PEARL = Stone("pearl", "жемчуг", "с жемчугом", "с жемчугом", "жемчуг")
_ENAMEL = Stone("enamel", "эмаль", "с эмалью", "с эмалью", "эмаль черная")

# Cheap pieces carry other stones than dear ones; None is a piece without a stone.
STONES: dict[tuple[str, str], tuple[Stone | None, ...]] = {
    ("gold", "low"): (None, _ZIRCONIA, _ZIRCONIA, _AMETHYST, _TOPAZ),
    ("gold", "middle"): (None, _ZIRCONIA, _TOPAZ, _GARNET, _PEARL, _DIAMOND),
    ("gold", "high"): (_DIAMOND, _DIAMOND, _DIAMOND, _SAPPHIRE, _RUBY, _EMERALD),
    ("silver", "low"): (None, None, _ZIRCONIA, _ZIRCONIA, _ENAMEL),
    ("silver", "middle"): (None, _ZIRCONIA, _ZIRCONIA, _GARNET, _AMETHYST, _PEARL),
    ("silver", "high"): (_ZIRCONIA, _TOPAZ, _GARNET, _AMETHYST, _PEARL, _SAPPHIRE),
}
WITHOUT_STONES = frozenset({"chains", "watches"})
WEAVES = ("Якорное", "Бисмарк", "Сингапур", "Снейк", "Кардинал", "Ролло", "Панцирное")

# Grams of a piece in the middle of its tier, before its own spread.
GRAMS: dict[str, float] = {
    "rings": 2.6,
    "earrings": 2.9,
    "chains": 5.2,
    "bracelets": 5.6,
    "pendants": 1.6,
    "necklaces": 8.5,
    "crosses": 2.1,
    "brooches": 4.4,
    "piercings": 0.6,
    "watches": 24.0,
    "sets": 7.4,
}
TIER_GRAMS = {"low": 0.7, "middle": 1.0, "high": 1.5}
