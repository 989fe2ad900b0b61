"""What the demo loads: five events of 2010, four country cases, the framework. Retold or invented, and saying so.

From the public page of the Development Account project come the objective and expected accomplishments (shortened),
the seminar in Bangkok of 22 to 24 April 2010, and the four cases with their stages. Invented are the people, the
answers and response rates, the other days and places, the evidence and the targets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from workshops.examples import Event

EXAMPLE = "Example: retold from the project's public page for the demonstration of the portal; people, answers and response rates are invented."
SUMMARIES = {
    "en": EXAMPLE,
    "fr": "Exemple : repris de la page publique du projet pour montrer le portail ; les personnes, les réponses et les taux de réponse sont inventés.",
    "es": "Ejemplo: tomado de la página pública del proyecto para mostrar el portal; las personas, las respuestas y las tasas de respuesta son inventadas.",
    "ar": "مثال: مستعاد من الصفحة العامة للمشروع لعرض البوابة؛ والأشخاص والإجابات ومعدلات الاستجابة من وضع الخيال.",
    "ru": "Пример: пересказ публичной страницы проекта для показа портала; люди, ответы и доли ответивших вымышлены.",
    "zh": "示例：根据项目公开网页改写，用于展示本门户；人员、答复和答复率均为虚构。",
}
MARKS = {
    "en": "example",
    "fr": "exemple",
    "es": "ejemplo",
    "ar": "مثال",
    "ru": "пример",
    "zh": "示例",
}


def titled(city: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    """“Name, City (example)” in each language."""
    return {code: f"{name}, {city[code]} ({MARKS[code]})" for code, name in names.items()}


SEMINAR = {
    "en": "Regional seminar on international migration and development", "fr": "Séminaire régional sur les migrations internationales et le développement",
    "es": "Seminario regional sobre migración internacional y desarrollo", "ar": "حلقة دراسية إقليمية بشأن الهجرة الدولية والتنمية",
    "ru": "Региональный семинар по международной миграции и развитию", "zh": "国际移徙与发展区域研讨会",
}  # fmt: skip
TECHNICAL = {
    "en": "Technical workshop on migration statistics", "fr": "Atelier technique sur les statistiques migratoires",
    "es": "Taller técnico sobre estadísticas migratorias", "ar": "حلقة عمل تقنية بشأن إحصاءات الهجرة",
    "ru": "Технический семинар по статистике миграции", "zh": "移徙统计技术讲习班",
}  # fmt: skip
CITIES = {
    "Bangkok": dict(zip(MARKS, ("Bangkok", "Bangkok", "Bangkok", "بانكوك", "Бангкок", "曼谷"), strict=True)),
    "Santiago": dict(zip(MARKS, ("Santiago", "Santiago", "Santiago", "سانتياغو", "Сантьяго", "圣地亚哥"), strict=True)),
    "Geneva": dict(zip(MARKS, ("Geneva", "Genève", "Ginebra", "جنيف", "Женева", "日内瓦"), strict=True)),
    "Beirut": dict(zip(MARKS, ("Beirut", "Beyrouth", "Beirut", "بيروت", "Бейрут", "贝鲁特"), strict=True)),
    "Almaty": dict(zip(MARKS, ("Almaty", "Almaty", "Almaty", "ألماتي", "Алматы", "阿拉木图"), strict=True)),
}  # fmt: skip


def _event(
    code: str, host: str, city: str, first: date, people: int, answered: int, lift: float, **more
) -> Event:
    names = TECHNICAL if more.get("kind") == "technical_workshop" else SEMINAR
    return Event(
        code, host, city, 0, people, answered, lift, starts_on=first, titles=titled(CITIES[city], names), summaries=SUMMARIES, **more
    )  # fmt: skip


EVENTS = (
    _event(
        "bangkok-2010", "ESCAP", "Bangkok", date(2010, 4, 22), 30, 24, 0.6, days=3, country="THA", study="gender", rounds=("R2", "R3"),
        countries=("IDN", "RUS", "PHL", "VNM", "CHN", "THA", "KAZ", "KGZ", "TJK", "BGD"),
    ),
    _event(
        "santiago-2010", "ECLAC", "Santiago", date(2010, 6, 15), 26, 20, 0.5, days=2, country="CHL", languages=("es", "en"), rounds=("R2", "R3"),
        countries=("BOL", "COL", "ECU", "PER", "MEX", "SLV", "CHL", "ARG"),
    ),
    _event(
        "geneva-2010", "ECE", "Geneva", date(2010, 9, 9), 24, 19, 0.3, days=2, country="CHE", languages=("en", "ru", "fr"), study="trends",
        rounds=("R2",), countries=("ARM", "AZE", "GEO", "MDA", "TJK", "UKR", "UZB", "TUR"),
    ),
    _event(
        "beirut-2010", "ESCWA", "Beirut", date(2010, 10, 5), 24, 19, 0.5, days=2, country="LBN", languages=("ar", "en"), study="discrimination",
        rounds=("R2", "R3"), countries=("BHR", "KWT", "JOR", "LBN", "SAU", "EGY", "ARE", "YEM"),
    ),
    _event(
        "almaty-2010", "ECE", "Almaty", date(2010, 11, 23), 22, 0, 0.4, days=2, country="KAZ", languages=("ru", "en"), study="trends",
        kind="technical_workshop", co_hosts=("ESCAP",), rounds=(), countries=("KAZ", "KGZ", "TJK", "UZB", "TKM", "RUS"),
    ),
)  # fmt: skip
"""Four of five are surveyed: 82 of 104 answer, which is invented."""


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
        {"en": "Migration in the poverty reduction strategy", "fr": "Les migrations dans la stratégie de réduction de la pauvreté"},
        {"en": "In Bangkok, Indonesia expressed keen interest in giving migration a place in its poverty reduction strategy."},
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
        {"en": "Licences for migrant workers of private persons", "ru": "Патенты для трудовых мигрантов, работающих у частных лиц"},
        {"en": "From July 2010 the Russian Federation lets migrant workers of private persons work with a licence.",
         "ru": "С июля 2010 года в Российской Федерации трудовые мигранты могут работать у частных лиц по патенту."},
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
        {"en": "Revised labour law", "ar": "قانون العمل المنقح"},
        {"en": "Kuwait drafts a revised labour law that takes up inputs of ESCWA.", "ar": "تعدّ الكويت قانون عمل منقحا يأخذ بمدخلات الإسكوا."},
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
        {"en": "End of the sponsorship system", "ar": "إنهاء نظام الكفالة"},
        {"en": "Bahrain carried out the end of the sponsorship system for foreign workers.", "ar": "نفذت البحرين إنهاء نظام كفالة العمال الأجانب."},
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

PROJECT = {
    "code": "strengthening-capacities",
    "titles": {
        "en": "Strengthening national capacities to deal with international migration",
        "fr": "Renforcement des capacités nationales face aux migrations internationales",
        "es": "Fortalecimiento de las capacidades nacionales en materia de migración internacional",
        "ar": "تعزيز القدرات الوطنية للتعامل مع الهجرة الدولية",
        "ru": "Укрепление национального потенциала в области международной миграции",
        "zh": "加强国家应对国际移徙的能力",
    },
    "objectives": {
        "en": "To strengthen the national capacities of countries to deal with international migration, so that its benefits for development grow and its costs fall.",
        "fr": "Renforcer la capacité des pays à faire face aux migrations internationales, pour en accroître les bienfaits pour le développement et en réduire les coûts.",
        "es": "Fortalecer las capacidades de los países en materia de migración internacional, para aumentar sus beneficios para el desarrollo y reducir sus costos.",
        "ar": "تعزيز قدرات البلدان على التعامل مع الهجرة الدولية بما يزيد منافعها للتنمية ويقلل تكاليفها.",
        "ru": "Укрепить способность стран решать вопросы международной миграции, чтобы выгоды для развития росли, а издержки снижались.",
        "zh": "加强各国应对国际移徙的能力，扩大其发展效益，降低其代价。",
    },
    "da_code": "EXAMPLE", "executing_entity": "Regional Commissions of the United Nations",
    "starts_on": date(2009, 1, 1), "ends_on": date(2012, 12, 31),
    "iati_identifier": "XI-EXAMPLE-STRENGTHENING-CAPACITIES", "iati_organisation": "XI-EXAMPLE", "is_demonstration": True,
}  # fmt: skip
ACCOMPLISHMENTS = {
    1: {
        "en": "Officials have better skills to design and carry out migration policy",
        "fr": "Les fonctionnaires savent mieux concevoir et appliquer les politiques migratoires",
        "es": "Los funcionarios están mejor preparados para formular y aplicar políticas migratorias",
        "ar": "تحسّن مهارات المسؤولين في وضع سياسات الهجرة وتنفيذها",
        "ru": "Должностные лица лучше разрабатывают и проводят миграционную политику",
        "zh": "官员制定和执行移徙政策的能力提高",
    },
    2: {
        "en": "More information on migration and development is available",
        "fr": "Davantage d’informations sur les migrations et le développement sont disponibles",
        "es": "Hay más información disponible sobre migración y desarrollo",
        "ar": "توافر مزيد من المعلومات عن الهجرة والتنمية",
        "ru": "Доступно больше сведений о миграции и развитии",
        "zh": "可获得更多关于移徙与发展的信息",
    },
}
INDICATORS = (
    (1, "Participants who say that they can design or implement migration policy better", "answers-favourable", "SKI1", 60),
    (1, "Countries with a policy change to which the project contributed", "countries-changed", "", 3),
    (1, "Certificates of attendance that anybody can check", "certificates-valid", "", 120),
    (1, "Share of women among those who completed a workshop", "women-share", "", 50),
    (2, "Regional studies published", "studies-published", "", 3),
    (2, "Participants who say that they can find and use the data they need", "answers-favourable", "DAT1", 60),
    (2, "Recommendations that a country has endorsed", "recommendations-endorsed", "", 4),
)  # fmt: skip
"""Accomplishment, text, measure, item, target of 2010; baselines are 0 in 2009, before the project."""
YEAR = 2010
ISSUES = "Example: the evaluation of the last event of the year was not ready in time; it follows with the next report. Nothing was held in Africa in 2010; a seminar is planned."
INFERENCE = "In {value} countries of the region of ESCWA the change to which the project contributed would imply that good practices are taken up."
