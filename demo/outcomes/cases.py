"""The four country cases at the stages that the public page tells; the evidence is invented and says so."""

from __future__ import annotations

from dataclasses import dataclass, field

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
    is_public: bool = True


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
    recommendation: str = ""
    themes: tuple[str, ...] = ()
    says: tuple[str, str] | None = None
    texts: dict[str, str] = field(default_factory=dict)


TOLD = "Public page of the project (retold)"


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
            "instrument": "strategy", "acted_by": "Delegation of Indonesia", "area": "exit", "tool": "strategy", "groups": ["workers"],
            "origin": "citizens", "direction": "neither", "magnitude": 1, "significance": "Labour migration is a main source of income in poor districts.",
        },
        (
            Piece("stated_intention", "Statement of the delegation at the seminar", TOLD, "Keen interest in the topic for the strategy.", "2010-04-24",
                  (("interest", "2010-04-24", "Expressed on the last day of the seminar."),)),
        ),
        "bangkok-2010", 3, "The delegation stated the intention at the seminar itself. It is an interest and no change.", themes=("poverty", "gcm-19"),
        recommendation="poverty",
    ),
    Case(
        "RUS", ("ECE", "ESCAP"),
        six(
            "Licences for migrant workers of private persons", "Licences pour les travailleurs migrants employés par des particuliers",
            "Licencias para trabajadores migrantes de particulares", "تراخيص للعمال المهاجرين لدى الأفراد",
            "Патенты для трудовых мигрантов, работающих у частных лиц", "为私人雇用的移徙工人颁发许可证",
        ),
        six(
            "From July 2010 the Russian Federation lets migrant workers of private persons work with a licence.",
            "Depuis juillet 2010, la Fédération de Russie permet aux travailleurs migrants employés par des particuliers de travailler avec une licence.",
            "Desde julio de 2010 la Federación de Rusia permite a los trabajadores migrantes de particulares trabajar con una licencia.",
            "منذ تموز/يوليه 2010 يسمح الاتحاد الروسي للعمال المهاجرين لدى الأفراد بالعمل بموجب ترخيص.",
            "С июля 2010 года в Российской Федерации трудовые мигранты могут работать у частных лиц по патенту.",
            "自2010年7月起，俄罗斯联邦允许受雇于私人的移徙工人凭许可证工作。",
        ),
        CODED | {
            "instrument": "law", "acted_by": "Parliament and migration service", "area": "entry", "tool": "work_visa", "groups": ["workers", "irregular"],
            "direction": "wider", "magnitude": 3, "significance": "A simple way into legal work for people in households.",
            "under_way_by": "2010-04-22", "under_way_note": "A participant told the seminar that the law was already under change.",
        },
        (
            Piece("gazette", "Amendment on licences (example entry)", "Official gazette (example entry)", "Licences apply from July 2010.", "2010-07",
                  (("in_force", "2010-07", "Licences can be bought."),)),
            Piece("stated_usefulness", "What a participant said", TOLD, "The law was under change already; the tools of the seminar were useful.", "2010-04-24", is_public=False),
        ),
        "bangkok-2010", 2, "A participant found the tools useful for a law that was under change before the seminar.", "The reform began before the project.",
        recommendation="licence", themes=("trends", "gcm-5"),
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
            "instrument": "law", "acted_by": "Ministry of Social Affairs and Labour", "area": "entry", "tool": "social", "groups": ["workers"],
            "direction": "wider", "magnitude": 3, "significance": "Workers' rights no longer hang on one sponsor.",
        },
        (
            Piece("reused_text", "Draft article beside the text of ESCWA (example entry)", "Drafting committee (example entry)", "Two articles follow the inputs of ESCWA.", "2010-12",
                  (("draft", "2010-12", "Day invented."),)),
            Piece("report", "Implementation status of the project", TOLD, "A revised labour law is being drafted with ESCWA's inputs.", "2010-12"),
        ),
        "beirut-2010", 4, "Text of ESCWA stands in the draft.", "Consultations with the International Labour Organization.", "sponsorship",
        ("discrimination", "gcm-6"), ("full", "Two articles are taken from the inputs of ESCWA (invented statement)."),
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
            "instrument": "regulation", "acted_by": "Labour market authority", "area": "entry", "tool": "work_visa", "groups": ["workers"],
            "direction": "wider", "magnitude": 4, "significance": "Workers may change employers.", "under_way_by": "2009",
            "under_way_note": "The reform was announced before the seminar (year as generally reported).",
        },
        (
            Piece("official", "Decision on the mobility of workers (example entry)", "Labour market authority (example entry)", "Workers may change employers.", "2010-12",
                  (("implemented", "2010-12-15", "Day invented."),)),
            Piece("stated_usefulness", "What a participant said (invented)", TOLD, "The exchange with neighbours was useful.", "2010-10-06", is_public=False),
        ),
        "beirut-2010", 2, "A participant found the exchange useful; the reform was under way before.", "The government's own reform since 2009.", "sponsorship",
        ("discrimination", "gcm-6"),
    ),
)  # fmt: skip
