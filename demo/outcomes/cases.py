"""The four country cases as the public page of the project tells them; nothing more is said of any government."""

from __future__ import annotations

from dataclasses import dataclass

from demo.outcomes.texts import six


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence; `shows` are stages that rest on it, with their days."""

    kind: str
    title: str
    source: str
    quote: str
    on: str
    shows: tuple[tuple[str, str, str], ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A country case: its coding, its evidence, and what is owed to which event."""

    country: str
    commissions: tuple[str, ...]
    titles: dict[str, str]
    summaries: dict[str, str]
    coding: dict[str, object]
    pieces: tuple[Piece, ...]
    event: str
    grade: int
    reasons: str
    others: str = ""
    themes: tuple[str, ...] = ()


TOLD = "Public page of the project (retold)"
ADDRESS = "http://www.cepal.org/celade/DAmigration.asp"
"""The link that the page gives."""


CODED = {
    "kind": "policy",
    "origin": "foreign",
    "valence": "positive",
    "is_intended": True,
    "under_way_by": "",
    "under_way_note": "",
}


CASES = (
    Case(
        "IDN", ("ESCAP",),
        six(
            "Migration in the poverty reduction strategy", "Les migrations dans la stratégie de réduction de la pauvreté",
            "La migración en la estrategia de reducción de la pobreza", "الهجرة في استراتيجية الحد من الفقر",
            "Миграция в стратегии сокращения бедности", "将移徙纳入减贫战略",
        ),
        six(
            "In Bangkok, Indonesia expressed keen interest in giving migration a place in its poverty reduction strategy.",
            "À Bangkok, l’Indonésie s’est dite très intéressée à donner une place aux migrations dans sa stratégie de réduction de la pauvreté.",
            "En Bangkok, Indonesia expresó un vivo interés en dar cabida a la migración en su estrategia de reducción de la pobreza.",
            "أبدت إندونيسيا في بانكوك اهتماما كبيرا بإدراج الهجرة في استراتيجيتها للحد من الفقر.",
            "В Бангкоке Индонезия проявила живой интерес к тому, чтобы учесть миграцию в своей стратегии сокращения бедности.",
            "印度尼西亚在曼谷表示非常有意将移徙纳入其减贫战略。",
        ),
        CODED | {
            "instrument": "strategy", "acted_by": "Participants from Indonesia", "area": "exit", "tool": "strategy", "groups": ["workers"],
            "origin": "citizens", "direction": "neither", "magnitude": 1, "significance": "",
        },
        (
            Piece("stated_intention", "What participants indicated at the workshop", TOLD, "Keen interest in incorporating international migration in the strategy.", "2010-04",
                  (("interest", "2010-04-22", "At the workshop of 22 to 24 April; its first day."),)),
        ),
        "bangkok-2010", 3, "The delegation stated the intention at the seminar itself. It is an interest and no change.", themes=("poverty", "gcm-19"),
    ),
    Case(
        "RUS", ("ECE", "ESCAP"),
        six(
            "Licences for migrant workers", "Licences pour les travailleurs migrants", "Licencias para trabajadores migrantes",
            "تراخيص للعمال المهاجرين", "Патенты для трудовых мигрантов", "为移徙工人颁发许可证",
        ),
        six(
            "Since July 2010 the Russian Federation has issued licences to migrant workers.",
            "Depuis juillet 2010, la Fédération de Russie délivre des licences aux travailleurs migrants.",
            "Desde julio de 2010 la Federación de Rusia expide licencias a los trabajadores migrantes.",
            "منذ تموز/يوليه 2010 يمنح الاتحاد الروسي تراخيص للعمال المهاجرين.",
            "С июля 2010 года Российская Федерация выдаёт патенты трудовым мигрантам.",
            "自2010年7月起，俄罗斯联邦向移徙工人发放许可证。",
        ),
        CODED | {
            "instrument": "law", "acted_by": "Government of the Russian Federation", "area": "entry", "tool": "work_visa", "groups": ["workers", "irregular"],
            "direction": "wider", "magnitude": 3, "significance": "",
            "under_way_by": "2010-04-22", "under_way_note": "A participant told the seminar that the law was already under change.",
        },
        (
            Piece("report", "Implementation status of the project", TOLD, "In July 2010 the Russian Federation changed its policy and issues licences to migrant workers.", "2010-07",
                  (("in_force", "2010-07", "As the page tells it."),)),
            Piece("stated_usefulness", "What the participant of the Government said", TOLD, "The law was under change; some of the tools of the workshop had been useful.", "2010-04"),
        ),
        "bangkok-2010", 2, "A participant found the tools useful for a law that was under change before the seminar.", "The reform began before the project.",
        themes=("trends", "gcm-5"),
    ),
    Case(
        "KWT", ("ESCWA",),
        six(
            "Revised labour law", "Révision du droit du travail", "Revisión de la ley del trabajo", "قانون العمل المنقح",
            "Пересмотр закона о труде", "修订劳动法",
        ),
        six(
            "Kuwait drafts a revised labour law that takes up inputs of ESCWA.",
            "Le Koweït rédige une loi du travail révisée qui reprend des apports de la CESAO.",
            "Kuwait redacta una ley del trabajo revisada que recoge aportes de la CESPAO.",
            "تعدّ الكويت قانون عمل منقحا يأخذ بمدخلات الإسكوا.",
            "Кувейт готовит пересмотренный закон о труде, в котором учтены предложения ЭСКЗА.",
            "科威特正在起草吸收西亚经社会意见的劳动法修订案。",
        ),
        CODED | {
            "instrument": "law", "acted_by": "Government of Kuwait", "area": "entry", "tool": "social", "groups": ["workers"],
            "direction": "wider", "magnitude": 3, "significance": "",
        },
        (
            Piece("reused_text", "Implementation status of the project", TOLD, "A revised labour law is being drawn up, incorporating inputs from ESCWA.", "2010-12",
                  (("draft", "2010-12", "The page tells it of 2010; the month is invented."),), url=ADDRESS),
        ),
        "beirut-2010", 4, "The page says that the draft incorporates inputs from ESCWA.", themes=("discrimination", "gcm-6"),
    ),
    Case(
        "BHR", ("ESCWA",),
        six(
            "End of the sponsorship system", "Fin du système de parrainage", "Fin del sistema de patrocinio", "إنهاء نظام الكفالة",
            "Отмена системы спонсорства", "终止担保制度",
        ),
        six(
            "Bahrain carried out the end of the sponsorship system for foreign workers.",
            "Bahreïn a mis fin au système de parrainage des travailleurs étrangers.",
            "Bahrein puso fin al sistema de patrocinio de los trabajadores extranjeros.",
            "نفذت البحرين إنهاء نظام كفالة العمال الأجانب.",
            "Бахрейн отменил систему спонсорства для иностранных работников.",
            "巴林终止了外籍工人担保制度。",
        ),
        CODED | {
            "instrument": "regulation", "acted_by": "Government of Bahrain", "area": "entry", "tool": "work_visa", "groups": ["workers"],
            "direction": "wider", "magnitude": 4, "significance": "",
        },
        (
            Piece("report", "Implementation status of the project", TOLD, "Bahrain has implemented its reform.", "2010-12",
                  (("implemented", "2010-12", "The page tells it of 2010; the month is invented."),)),
        ),
        "beirut-2010", 1, "Bahrain took part in the project before; nothing tells what the project had to do with the reform.",
        themes=("discrimination", "gcm-6"),
    ),
)  # fmt: skip
