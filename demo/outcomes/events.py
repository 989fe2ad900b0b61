"""Five events of 2010. Of the public page is the seminar in Bangkok of 22 to 24 April; the others are invented, with their people and answers."""

from __future__ import annotations

from datetime import date

from demo.outcomes.texts import MARKS, SUMMARIES
from demo.workshops import Event


def titled(city: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    """“Name, City (example)” in each language."""
    return {code: f"{name}, {city[code]} ({MARKS[code]})" for code, name in names.items()}


SEMINAR = {
    "en": "Regional seminar on international migration and development", "fr": "Séminaire régional sur les migrations internationales et le développement",
    "es": "Seminario regional sobre migración internacional y desarrollo", "ar": "حلقة دراسية إقليمية بشأن الهجرة الدولية والتنمية",
    "ru": "Региональный семинар по международной миграции и развитию", "zh": "国际移徙与发展区域研讨会",
}  # fmt: skip


OFFICIAL = {
    "en": "Workshop on Strengthening National Capacities to Deal with International Migration",
    "fr": "Atelier sur le renforcement des capacités nationales face aux migrations internationales",
    "es": "Taller sobre el fortalecimiento de las capacidades nacionales en materia de migración internacional",
    "ar": "حلقة عمل بشأن تعزيز القدرات الوطنية للتعامل مع الهجرة الدولية",
    "ru": "Семинар по укреплению национального потенциала в области международной миграции",
    "zh": "加强国家应对国际移徙能力讲习班",
}  # fmt: skip
"""What the workshop in Bangkok was called."""


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
    names = TECHNICAL if more.get("kind") == "technical_workshop" else more.pop("names", SEMINAR)
    return Event(
        code,
        host,
        city,
        0,
        people,
        answered,
        lift,
        starts_on=first,
        titles=titled(CITIES[city], names),
        summaries=SUMMARIES,
        **more,
    )


EVENTS = (
    _event(
        "bangkok-2010", "ESCAP", "Bangkok", date(2010, 4, 22), 30, 24, 0.6, names=OFFICIAL, days=3, country="THA", study="gender", rounds=("R2", "R3"),
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
