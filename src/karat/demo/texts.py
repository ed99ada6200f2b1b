"""Item texts in Russian, in the styles of shop cards, trade exports and tills."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from karat.demo.calendar import IntArray
from karat.demo.catalogue import Pieces, archetype_parts
from karat.demo.words import (
    ADJECTIVES,
    COLOUR_GENITIVE,
    COLOUR_NOMINATIVE,
    COLOUR_SHARES,
    COLOURS,
    FINENESS_SHARES,
    FINENESSES,
    GRAMS,
    STONES,
    TIER_GRAMS,
    WEAVES,
    WITHOUT_STONES,
    WORDS,
    Stone,
)

CATEGORY_OMITTED_SHARE = 0.01
_TRADE_ARTICLE_SHARE = 0.4  # «10322-001996 Кольцо …» before the name, the others after it


@dataclass(frozen=True)
class _Card:
    """What a text may say of one piece."""

    category: str
    metal: str
    colour: str
    fineness: str
    word: str
    adjective: str
    stone: Stone | None
    stone_count: int
    carats: float
    grams: float
    weave: str

    @property
    def metal_sign(self) -> str:
        """Till's sign of metal and fineness: «Ag 925»."""
        return f"{'Au' if self.metal == 'gold' else 'Ag'} {self.fineness}"

    @property
    def metal_nominative(self) -> str:
        """Metal as the cards write it: «Розовое золото»."""
        return COLOUR_NOMINATIVE[self.colour] if self.metal == "gold" else "Серебро"

    @property
    def metal_genitive(self) -> str:
        """Metal as shop names write it: «из белого золота»; red gold is often just gold."""
        if self.metal == "silver":
            return "серебра"
        return "золота" if self.colour == "red" else COLOUR_GENITIVE[self.colour]

    @property
    def with_stone(self) -> str:
        """Stones of shop names, with a space before: « с бриллиантами»."""
        if self.stone is None:
            return ""
        return " " + (self.stone.with_one if self.stone_count == 1 else self.stone.with_many)


@dataclass(frozen=True)
class ItemTexts:
    """
    Texts of all pieces, and what a reader of the piece itself would know.

    Attributes
    ----------
    text
        Item texts, each distinct by its article.
    fineness, stone, grams
        True attributes, which a text may leave out; an empty stone is none.
    """

    text: list[str]
    fineness: list[str]
    stone: list[str]
    grams: list[float]


def write_texts(rng: np.random.Generator, pieces: Pieces) -> ItemTexts:
    """Write a text for every piece, in the order of the pieces."""
    size = len(pieces)
    articles = _draw_articles(rng, size)
    before = rng.random(size) < _TRADE_ARTICLE_SHARE
    omitted = rng.random(size) < CATEGORY_OMITTED_SHARE
    styles = rng.integers(1_000, size=size)
    cards = _draw_cards(rng, pieces)
    texts = []
    for position, card in enumerate(cards):
        body = _write(card, int(styles[position]), bool(omitted[position]))
        article = articles[position]
        if before[position]:
            texts.append(f"{article[:5]}-{article[5:].zfill(6)} {body}")
        else:
            separator = " " if body.endswith((".", ";")) else ", "
            texts.append(f"{body}{separator}арт. {article}")
    return ItemTexts(
        text=texts,
        fineness=[card.fineness for card in cards],
        stone=[card.stone.name if card.stone else "" for card in cards],
        grams=[card.grams for card in cards],
    )


def _draw_articles(rng: np.random.Generator, size: int) -> list[str]:
    """
    Draw distinct articles of eight digits.

    Long, so that nobody reads a fineness or a weight in them; shuffled, so that they don't tell
    when a piece arrived.
    """
    numbers = 10_000_000 + rng.permutation(size) * 997 + rng.integers(997, size=size)
    return [str(number) for number in numbers]


def _draw_cards(rng: np.random.Generator, pieces: Pieces) -> list[_Card]:
    size = len(pieces)
    colours = rng.choice(len(COLOURS), size=size, p=COLOUR_SHARES)
    finenesses = rng.choice(len(FINENESS_SHARES), size=size, p=FINENESS_SHARES)
    choices: IntArray = rng.integers(1_000_000, size=(3, size))
    counts = 1 + rng.geometric(0.35, size=size)
    counts = np.where(rng.random(size) < 0.45, 1, counts)
    carats = np.round(counts * rng.lognormal(np.log(0.12), 0.6, size=size), 3)
    spread = rng.lognormal(0.0, 0.25, size=size)
    cards = []
    for position, archetype in enumerate(pieces.archetype):
        category, metal, tier = archetype_parts(int(archetype))
        words, stones = WORDS[category], STONES[metal, tier]
        word, gender = words[choices[0, position] % len(words)]
        stone = stones[choices[1, position] % len(stones)]
        grams = GRAMS[category] * TIER_GRAMS[tier] * spread[position]
        cards.append(
            _Card(
                category=category,
                metal=metal,
                colour=COLOURS[colours[position]] if metal == "gold" else "",
                fineness=FINENESSES[metal][finenesses[position]],
                word=word,
                adjective=ADJECTIVES[metal, gender],
                stone=None if category in WITHOUT_STONES else stone,
                stone_count=int(counts[position]),
                carats=float(carats[position]),
                grams=round(float(grams), 3),
                weave=WEAVES[choices[2, position] % len(WEAVES)],
            )
        )
    return cards


def _write(card: _Card, draw: int, category_omitted: bool) -> str:
    if category_omitted:
        bare: tuple[Callable[[_Card], str], ...] = (_bare_card, _bare_export)
        return bare[draw % len(bare)](card)
    styles = _STYLES_BY_CATEGORY.get(card.category, _STYLES)
    return styles[draw % len(styles)](card)


def _number(value: float) -> str:
    """Write three decimals with a comma, as trade exports do."""
    return f"{value:.3f}".replace(".", ",")


def _export(card: _Card) -> str:
    """«Кольцо Ag 925; вставки: 4 Гранат 2,120ct; вес: 1,785 гр Позолота;»."""
    inserts = ""
    if card.stone:
        stone = card.stone.nominative.capitalize()
        inserts = f" вставки: {card.stone_count} {stone} {_number(card.carats)}ct;"
    gilding = " Позолота;" if card.metal == "silver" and card.stone_count > 3 else ""
    return f"{card.word} {card.metal_sign};{inserts} вес: {_number(card.grams)} гр{gilding}"


def _export_short(card: _Card) -> str:
    """«Кольцо (Ag 925)»."""
    return f"{card.word} ({card.metal_sign})"


def _till(card: _Card) -> str:
    """«Серьги Ag 925»."""
    return f"{card.word} {card.metal_sign}"


def _shop_name(card: _Card) -> str:
    """«Серьги из белого золота с бриллиантами»: neither fineness nor weight."""
    return f"{card.word} из {card.metal_genitive}{card.with_stone}"


def _adjective(card: _Card) -> str:
    """«Серебряные серьги с жемчугом»."""
    word = card.word[0].lower() + card.word[1:]
    return f"{card.adjective} {word}{card.with_stone}"


def _card(card: _Card) -> str:
    """«Кольцо, вставка: фианит бесцветный;Розовое золото 585 пробы.»."""
    insert = f", вставка: {card.stone.on_card};" if card.stone else " "
    return f"{card.word}{insert}{card.metal_nominative} {card.fineness} пробы."


def _diamond_card(card: _Card) -> str:
    """«Пирсинг с 1 бриллиантом, 0.019 карат, огранка круг 57 граней;Белое золото 585 пробы.»."""
    if card.stone is None or card.stone.name != "diamond":
        return _card(card)
    stones = card.with_stone.replace(" с ", f" с {card.stone_count} ")
    return (
        f"{card.word}{stones}, {card.carats} карат, огранка круг 57 граней, "
        f"цвет 3, чистота 6, тип огранки А;{card.metal_nominative} {card.fineness} пробы."
    )


def _with_grams(card: _Card) -> str:
    """«Браслет серебро 925, 5,5 г»."""
    metal = "золото" if card.metal == "gold" else "серебро"
    grams = f"{card.grams:.1f}".replace(".", ",")
    return f"{card.word} {metal} {card.fineness}, {grams} г"


def _weave(card: _Card) -> str:
    """«Цепь из серебра, плетение Якорное»."""
    return f"{card.word} из {card.metal_genitive}, плетение {card.weave}"


def _weave_card(card: _Card) -> str:
    """«Серебряная цепь 925 пробы; плетение Снейк;»."""
    word = card.word[0].lower() + card.word[1:]
    return f"{card.adjective} {word} {card.fineness} пробы; плетение {card.weave};"


def _watch_card(card: _Card) -> str:
    """«Часы ГОСТ 26272-98; японский кварц. механизм;Серебро 925 пробы.»."""
    movement = "ГОСТ 26272-98; японский кварц. механизм"
    return f"{card.word} {movement};{card.metal_nominative} {card.fineness} пробы."


def _bare_card(card: _Card) -> str:
    """«Розовое золото 585 пробы.»: what it is, nobody typed in."""
    return f"{card.metal_nominative} {card.fineness} пробы."


def _bare_export(card: _Card) -> str:
    """«Ag 925; вставки: 2 Гранат 0,655ct; вес: 1,827гр», without the category."""
    inserts = ""
    if card.stone:
        inserts = f" вставки: {card.stone_count} {card.stone.nominative.capitalize()};"
    return f"{card.metal_sign};{inserts} вес: {_number(card.grams)}гр"


_STYLES: tuple[Callable[[_Card], str], ...] = (
    _export,
    _export,
    _export_short,
    _till,
    _shop_name,
    _shop_name,
    _adjective,
    _card,
    _card,
    _diamond_card,
    _with_grams,
)
_STYLES_BY_CATEGORY: dict[str, tuple[Callable[[_Card], str], ...]] = {
    "chains": (_export, _export_short, _till, _card, _with_grams, _weave, _weave, _weave_card),
    "watches": (_export, _till, _shop_name, _adjective, _card, _watch_card, _watch_card),
}
