"""The four country cases as the public page of the project tells them; nothing more is said of any government."""

from __future__ import annotations

from dataclasses import dataclass

from demo.outcomes.texts import six

TOLD = "Public page of the project (retold)"
ADDRESS = "http://www.cepal.org/celade/DAmigration.asp"
"""The link that the page gives."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence; `shows` are stages that rest on it, with their days."""

    kind: str
    title: str
    source: str
    quote: str
    on: str
    shows: tuple[tuple[str, str, str], ...] = ()
    url: str = ADDRESS


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
            "Migration in the poverty reduction strategy paper (PRSP)", "Les migrations dans le document de stratégie pour la réduction de la pauvreté (DSRP)",
            "La migración en el documento de estrategia de lucha contra la pobreza (DELP)", "الهجرة في ورقة استراتيجية الحد من الفقر",
            "Миграция в документе о стратегии сокращения бедности (ДССБ)", "将移徙纳入减贫战略文件",
        ),
        six(
            "In Bangkok, Indonesia expressed keen interest in giving migration a place in its poverty reduction strategy paper (PRSP).",
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
            Piece("stated_intention", "What participants indicated at the workshop", TOLD, "They showed keen interest in giving migration a place in their PRSP.", "2010-04",
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
            "Since July 2010 the Russian Federation has issued licences to migrant workers, an answer to the large number in an irregular situation.",
            "Depuis juillet 2010, la Fédération de Russie délivre des licences aux travailleurs migrants, face au grand nombre de ceux qui sont en situation irrégulière.",
            "Desde julio de 2010 la Federación de Rusia expide licencias a los trabajadores migrantes, ante el gran número de los que están en situación irregular.",
            "منذ تموز/يوليه 2010 يمنح الاتحاد الروسي تراخيص للعمال المهاجرين لمعالجة ارتفاع عدد من هم في وضع غير نظامي.",
            "С июля 2010 года Российская Федерация выдаёт патенты трудовым мигрантам в ответ на большое число мигрантов с неурегулированным статусом.",
            "自2010年7月起，俄罗斯联邦向移徙工人发放许可证，以应对大量非正规移民。",
        ),
        CODED | {
            "instrument": "law", "acted_by": "Government of the Russian Federation", "area": "entry", "tool": "work_visa", "groups": ["workers", "irregular"],
            "direction": "wider", "magnitude": 3, "significance": "",
            "under_way_by": "2010-04-22", "under_way_note": "A participant told the seminar that the law was already under change.",
        },
        (
            Piece("report", "Implementation status of the project", TOLD, "Licences for migrant workers since July 2010, as there were so many irregular migrants.", "2010-07",
                  (("in_force", "2010-07", "As the page tells it."),)),
            Piece("stated_usefulness", "What the participant of the Government said", TOLD, "A law was being changed at the time; tools of the workshop were of use in making policy.", "2010-04"),
        ),
        "bangkok-2010", 2, "A participant found the tools useful for a law that was under change before the seminar.", "The reform began before the project.",
        themes=("trends", "gcm-5"),
    ),
    Case(
        "KWT", ("ESCWA",),
        six(
            "Commitment to end the kafala system, and a revised labour law", "Engagement de mettre fin à la kafala et révision du droit du travail",
            "Compromiso de poner fin a la kafala y revisión de la ley del trabajo", "الالتزام بإنهاء نظام الكفالة وقانون العمل المنقح",
            "Обязательство отменить кафалу и пересмотр закона о труде", "承诺终止卡法拉制度并修订劳动法",
        ),
        six(
            "Kuwait committed itself to ending kafala, by which foreign workers are hired through a sponsor, and drafts a revised labour law that takes up inputs of ESCWA.",
            "Le Koweït s’est engagé à mettre fin à la kafala, qui lie l’embauche de travailleurs étrangers à un parrain, et rédige une loi du travail révisée qui reprend des apports de la CESAO.",
            "Kuwait se comprometió a poner fin a la kafala, por la que se contrata a trabajadores extranjeros mediante un patrocinador, y redacta una ley del trabajo revisada que recoge aportes de la CESPAO.",
            "التزمت الكويت بإنهاء نظام الكفالة الذي يُستقدم به العمال الأجانب عن طريق كفيل، وهي تعدّ قانون عمل منقحا يأخذ بمدخلات الإسكوا.",
            "Кувейт обязался отменить кафалу, при которой иностранных работников нанимают через спонсора, и готовит пересмотренный закон о труде, в котором учтены предложения ЭСКЗА.",
            "科威特承诺终止通过担保人雇用外籍工人的卡法拉制度，并正在起草吸收西亚经社会意见的劳动法修订案。",
        ),
        CODED | {
            "instrument": "law", "acted_by": "Government of Kuwait", "area": "entry", "tool": "social", "groups": ["workers"],
            "direction": "wider", "magnitude": 3, "significance": "",
        },
        (
            Piece("report", "Implementation status of the project", TOLD, "Kuwait is among the Gulf countries that committed themselves to ending kafala.", "2010",
                  (("committed", "2010", "Since the project began in the region; the page gives no day."),)),
            Piece("reused_text", "Implementation status of the project", TOLD, "The labour law is revised, and the draft takes up inputs of ESCWA.", "2010-12",
                  (("draft", "2010-12", "The page tells it of 2010; the month is invented."),)),
        ),
        "beirut-2010", 4, "The page says that the draft incorporates inputs from ESCWA.", themes=("discrimination", "gcm-6"),
    ),
    Case(
        "BHR", ("ESCWA",),
        six(
            "End of the kafala (sponsorship) system", "Fin de la kafala (parrainage)", "Fin de la kafala (patrocinio)", "إنهاء نظام الكفالة",
            "Отмена кафалы (системы спонсорства)", "终止卡法拉（担保）制度",
        ),
        six(
            "Bahrain committed itself to ending the system by which foreign workers are hired through a sponsor, and carried its reform out.",
            "Bahreïn s’est engagé à mettre fin au parrainage des travailleurs étrangers, et a mené à bien sa réforme.",
            "Bahrein se comprometió a poner fin al patrocinio de los trabajadores extranjeros, y llevó a cabo su reforma.",
            "التزمت البحرين بإنهاء نظام كفالة العمال الأجانب ونفذت إصلاحها.",
            "Бахрейн обязался отменить спонсорство для иностранных работников и провёл реформу.",
            "巴林承诺终止外籍工人担保制度，并已实施改革。",
        ),
        CODED | {
            "instrument": "regulation", "acted_by": "Government of Bahrain", "area": "entry", "tool": "work_visa", "groups": ["workers"],
            "direction": "wider", "magnitude": 4, "significance": "",
        },
        (
            Piece("report", "Implementation status of the project", TOLD, "Bahrain is among the Gulf countries that committed themselves to ending kafala.", "2010",
                  (("committed", "2010", "Since the project began in the region; the page gives no day."),)),
            Piece("report", "Implementation status of the project", TOLD, "The reform of Bahrain is carried out.", "2010-12",
                  (("implemented", "2010-12", "The page tells it of 2010; the month is invented."),)),
        ),
        "beirut-2010", 1, "Bahrain took part in the project before; nothing tells what the project had to do with the reform.",
        themes=("discrimination", "gcm-6"),
    ),
)  # fmt: skip
