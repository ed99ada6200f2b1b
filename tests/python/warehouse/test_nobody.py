"""Who is nobody: names and phones that stand for no person, in exports as they are."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
from conftest import shared
from staged import Staged, Stager

PEOPLE = [
    "Гость Мария",
    "Анна Розничная",
    "Клиентова Ольга",
    "Нет Ольга",
    "Guest Christopher",
    "Johnny Cash",
    "Null Christopher",
    "Ли",
    "Ан Ю",
    "На Виктор",
    "An Na",
    "O'Neil",
    "José Díaz",
    "李娜",
    "Гіршман Їжак",
    "ТОО Ромашка",
    "ТОО Ромашка 2",
    "Карта 2000001234567",
    "2000001234568",
    "000123",
    "Клиент 100023",
    "C-00123",
    "Покупатель Ким",
]

NOBODIES = [
    "Розничный покупатель",
    "розничный  ПОКУПАТЕЛЬ",
    "«Розничный покупатель»",
    "Розничный покупатель 2",
    "Розничный покупатель №123456",
    "Покупатель розничный",
    "Розница",
    "Физическое лицо",
    "Физ. лицо",
    "физ.лицо",
    "Ф/Л",
    "Физлицо",
    "Частное лицо",
    "Частный клиент",
    "Покупатель",
    "Клиент 2",
    "Клиент без карты",
    "Клиент не указан",
    "Гость",
    "гость №3",
    "Guest",
    "Guest #14",
    "guest14",
    "Walk-in",
    "Walk-In Customer",
    "Walk in client 7",
    "Cash sale",
    "CASH CUSTOMER",
    "Retail customer",
    "Customer",
    "Anonymous",
    "NULL",
    "<null>",
    "None",
    "NaN",
    "N/A",
    "#N/A",
    "н/д",
    "нет",
    "Нет данных",
    "-",
    "--",
    ".",
    "?",
    "0",
    "123",
    "000000000",
    "1234567890",
    "x",
    "ххх",
    "Ааа",
    "тест",
    "Тестовый клиент",
    "test test",
    "аноним",
    "без имени",
    "Unknown",
    "жеке тұлға",
    "Жеке тулга",
    "сатып алушы",
    "Бөлшек сатып алушы 1",
    "қонақ",
    "Чек №00012",
    "Юридическое лицо",
    "Kaspi магазин",
    "Laufkunde",
    "Consumidor final",
    "😀",
]


def write(path: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    """Write an export: first name, full name, phone and day of each sale."""
    lines = ["FirstName\tFullName\tphone\tItem\tDate\tPrice"]
    lines += [
        f"{first}\t{full}\t{phone}\tКольцо\t2024-{day}\t{1000 + number}"
        for number, (first, full, phone, day) in enumerate(rows)
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


def whose(staged: Staged) -> list[object]:
    """Return the customer of each row, in the export's order."""
    return [
        customer
        for (customer,) in staged.rows(
            "select customer_id from private.identified_sale_records"
            " order by source_file, source_row"
        )
    ]


def how(staged: Staged) -> list[object]:
    return [
        kind
        for (kind,) in staged.rows(
            "select identified_by from private.identified_sale_records"
            " order by source_file, source_row"
        )
    ]


def sales_of(names: list[str]) -> list[tuple[str, str, str, str]]:
    return [("", name, "", "03-01") for name in names]


@pytest.mark.build
class TestNames:
    def test_the_field_file_is_nobodys(self, stager: Stager) -> None:
        staged = stager.stage(shared("field/nobody_named.csv"))
        assert staged.rows("select count(*), count(customer_id) from staging.stg_sales") == [
            (11, 0)
        ]
        assert staged.rows("from private.customer_identities") == []

    def test_words_that_name_no_person_are_nobody(self, stager: Stager, tmp_path: Path) -> None:
        staged = stager.stage(write(tmp_path / "sales.tsv", sales_of(NOBODIES)))
        assert dict(zip(NOBODIES, how(staged), strict=True)) == dict.fromkeys(NOBODIES, "nobody")
        assert set(whose(staged)) == {None}

    def test_people_and_card_numbers_stay_customers(self, stager: Stager, tmp_path: Path) -> None:
        staged = stager.stage(write(tmp_path / "sales.tsv", sales_of(PEOPLE)))
        assert dict(zip(PEOPLE, how(staged), strict=True)) == dict.fromkeys(PEOPLE, "name")
        assert len(set(whose(staged))) == len(PEOPLE)

    @pytest.mark.parametrize(
        ("form", "least"), [("Customer {}", 20), ("{}", 20), ("Guest {}", None)]
    )
    def test_a_column_of_numbered_customers_is_a_column_of_ids(
        self, stager: Stager, tmp_path: Path, form: str, least: int | None
    ) -> None:
        few = [form.format(number) for number in range(1, 20)]
        many = [form.format(number) for number in range(1, 21)]
        assert set(how(stager.stage(write(tmp_path / "few.tsv", sales_of(few))))) == {"nobody"}
        staged = stager.stage(write(tmp_path / "many.tsv", sales_of(many)))
        assert len({customer for customer in whose(staged) if customer}) == (least or 0)

    def test_a_phone_counts_whatever_the_name(self, stager: Stager, tmp_path: Path) -> None:
        rows = [
            ("NULL", "Розничный покупатель", "87010000201", "03-01"),
            ("Гость", "", "87010000201", "03-02"),
            ("", "Ким Анна", "87010000202", "03-02"),
            ("покупатель", "Ким Анна", "87010000202", "03-03"),
        ]
        staged = stager.stage(write(tmp_path / "sales.tsv", rows))
        assert staged.rows(
            "select phone, first_name, full_name from private.customer_identities order by 1"
        ) == [("+77010000201", None, None), ("+77010000202", None, "Ким Анна")]


@pytest.mark.build
class TestPhones:
    def test_stand_ins_by_form_fall_back_to_the_name(self, stager: Stager, tmp_path: Path) -> None:
        phones = ["87000000000", "+7 700 000 00 00", "70000000000", "7070707070", "8 701 777 77 77"]
        rows = [("", "Ким Анна", phone, "03-01") for phone in phones]
        rows += [("", "Пак Вера", phone, "03-02") for phone in phones]
        rows += [("", "", phone, "03-03") for phone in phones]
        staged = stager.stage(write(tmp_path / "sales.tsv", rows))
        assert how(staged) == ["name"] * 10 + ["nobody"] * 5
        assert len(set(whose(staged)[:10])) == 2

    def test_a_phone_of_ten_strangers_is_nobodys(self, stager: Stager, tmp_path: Path) -> None:
        strangers = ["Ким Анна", "Пак Вера", "Цой Инна", "Лим Олег", "Юн Игорь", "Абаев Нурлан"]
        strangers.append("Ли Роза")
        rows = [("", name, "87010000201", "03-01") for name in strangers]
        rows += [("", "", "87010000201", "03-02"), ("", "Ким Анна", "", "03-03")]
        staged = stager.stage(write(tmp_path / "sales.tsv", rows))
        assert how(staged) == ["name"] * 7 + ["nobody", "name"]
        assert len(set(whose(staged)) - {None}) == 7
        assert whose(staged)[0] == whose(staged)[8]

    def test_a_word_of_every_name_makes_no_family(self, stager: Stager, tmp_path: Path) -> None:
        people = ["Анна", "Вера", "Инна", "Олег", "Игорь", "Нурлан", "Роза"]
        rows = [
            ("", f"{people[number % 7]} Демо-{number}", f"8701000{number + 1:04}", "03-01")
            for number in range(40)
        ]
        rows += [
            ("", f"{name} Демо-9{number}", "87021234567", "03-02")
            for number, name in enumerate(people)
        ]
        staged = stager.stage(write(tmp_path / "sales.tsv", rows))
        assert how(staged) == ["phone"] * 40 + ["name"] * 7

    @pytest.mark.parametrize(
        "names",
        [
            [
                "Ким Анна",
                "Анна Ким",
                "Ким А.",
                "КИМ АННА",
                "Ким Анна Сергеевна",
                "Кимм Анна",
                "Анна",
            ],
            [
                "Иванов Петр",
                "Иванова Анна",
                "Иванов Олег",
                "Иванова Роза",
                "Пак Вера",
                "Иванов И",
                "Ли Ян",
            ],
            ["Ким Анна", "Розничный покупатель", "Guest", "NULL", "-", "тест", "Клиент", "Гость 2"],
        ],
        ids=["spellings", "family", "nobodies"],
    )
    def test_a_phone_of_one_person_or_family_stays(
        self, stager: Stager, tmp_path: Path, names: list[str]
    ) -> None:
        rows = [("", name, "87010000201", "03-01") for name in names]
        staged = stager.stage(write(tmp_path / "sales.tsv", rows))
        assert set(how(staged)) == {"phone"}
        assert len(set(whose(staged))) == 1


@pytest.mark.build
class TestNamesWithAndWithoutPhone:
    ROWS: ClassVar = [
        ("", "Ким Анна", "87010000201", "03-01"),
        ("", "КИМ  АННА", "", "03-02"),  # the same person
        ("", "Ким Анна", "нет", "03-03"),
        ("", "Пак Вера", "87010000202", "03-01"),
        ("", "Пак Вера", "87010000203", "03-02"),
        ("", "Пак Вера", "", "03-03"),  # of two
        ("", "Анна", "87010000204", "03-01"),
        ("", "Анна", "", "03-02"),  # too many have one name
        ("", "Ким А.", "87010000205", "03-01"),
        ("", "Ким А.", "", "03-02"),
        ("", "Лим Олег", "", "03-01"),  # no phone at all
    ]
    HOW: ClassVar = [
        *("phone", "name_with_phone", "name_with_phone"),
        *("phone", "phone", "ambiguous_name"),
        *("phone", "name", "phone", "name", "name"),
    ]

    def test_one_phone_makes_one_customer(self, stager: Stager, tmp_path: Path) -> None:
        staged = stager.stage(write(tmp_path / "sales.tsv", self.ROWS))
        ids = whose(staged)
        assert how(staged) == self.HOW
        assert ids[0] == ids[1] == ids[2]
        assert len(set(ids)) == 9
        assert staged.rows("select count(*), count(phone) from private.customer_identities") == [
            (9, 5)
        ]

    def test_the_rows_of_each_way_are_counted(self, stager: Stager, tmp_path: Path) -> None:
        rows = [
            *self.ROWS,
            ("", "Guest #14", "", "03-05"),
            ("", "Guest #15", "87000000000", "03-05"),
            ("", "Лим Олег", "87000000000", "03-05"),
        ]
        staged = stager.stage(write(tmp_path / "sales.tsv", rows))
        assert set(staged.rows("from staging.stg_identity_counts")) == {
            ("phone", 5, 5, 0),
            ("name_with_phone", 2, 1, 0),
            ("ambiguous_name", 1, 1, 0),
            ("name", 4, 3, 0),
            ("nobody", 2, 0, 0),
            ("stand_in_by_form", 2, 1, 1),
        }

    def test_ids_of_phones_and_names_stay_as_they_were(
        self, stager: Stager, tmp_path: Path
    ) -> None:
        staged = stager.stage(write(tmp_path / "sales.tsv", self.ROWS))
        expected = staged.rows(
            "select "
            + ", ".join(
                f"substr(sha256('salt:{key}'), 1, 16)"
                for key in ("phone:+77010000201", "name:пак вера", "name:лим олег")
            )
        )[0]
        ids = whose(staged)
        assert (ids[0], ids[5], ids[10]) == expected

    @pytest.mark.parametrize(
        ("forgotten", "gone"),
        [
            (0, [0, 1, 2]),
            (3, [3, 5]),  # the row without a phone may be the forgotten one's
            (5, [5]),
            (6, [6]),
        ],
    )
    def test_the_forgotten_stay_forgotten(
        self, stager: Stager, tmp_path: Path, forgotten: int, gone: list[int]
    ) -> None:
        export = write(tmp_path / "sales.tsv", self.ROWS)
        known = whose(stager.stage(export))
        staged = stager.stage(export, forgotten=[known[forgotten]])
        left = [None if row in gone else customer for row, customer in enumerate(known)]
        assert whose(staged) == left
        assert staged.rows(
            "select count(*) from private.identified_sale_records"
            " where identified_by = 'forgotten' and coalesce(phone, full_name) is null"
        ) == [(len(gone),)]
        assert staged.rows("select count(*), sum(price) from staging.stg_sales") == [
            (11, 11 * 1000 + 55)
        ]

    def test_who_was_forgotten_by_name_stays_so_with_a_phone(
        self, stager: Stager, tmp_path: Path
    ) -> None:
        before = write(tmp_path / "before.tsv", [("", "Ким Анна", "", "03-01")])
        (by_name,) = whose(stager.stage(before))
        rows = [
            ("", "Ким Анна", "", "03-01"),
            ("", "Ким Анна", "87010000201", "03-02"),
            ("", "", "87010000201", "03-03"),
            ("", "Пак Вера", "", "03-03"),
        ]
        staged = stager.stage(write(tmp_path / "after.tsv", rows), forgotten=[by_name])
        assert how(staged) == ["forgotten", "forgotten", "forgotten", "name"]

    def test_a_forgotten_phone_that_becomes_a_stand_in_stays_forgotten(
        self, stager: Stager, tmp_path: Path
    ) -> None:
        rows = [("", "Ким Анна", "87010000201", "03-01"), ("", "Пак Вера", "87017777777", "03-02")]
        before = stager.stage(write(tmp_path / "before.tsv", rows))
        by_phone = whose(before)[0]
        (form,) = before.rows("select substr(sha256('salt:phone:+77017777777'), 1, 16)")[0]
        strangers = ["Ким Анна", "Цой Инна", "Лим Олег", "Юн Игорь", "Абаев Нурлан", "Ли Роза"]
        rows = [("", name, "87010000201", "03-01") for name in strangers]
        rows += [("", "Пак Вера", "87017777777", "03-02"), ("", "Лим Олег", "", "03-03")]
        staged = stager.stage(write(tmp_path / "after.tsv", rows), forgotten=[by_phone, form])
        assert how(staged) == ["forgotten"] * 7 + ["name"]
