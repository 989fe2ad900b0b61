"""Work plan, money, risks and lessons of the project, all invented: the public page says nothing of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from demo.outcomes.texts import six

if TYPE_CHECKING:
    from collections.abc import Iterator

ACTIVITIES = (
    (1, 1, six(
        "Five regional seminars and technical workshops", "Cinq séminaires et ateliers techniques régionaux", "Cinco seminarios y talleres técnicos regionales",
        "خمس حلقات دراسية وحلقات عمل تقنية إقليمية", "Пять региональных семинаров и технических практикумов", "五次区域研讨会和技术讲习班",
    ), "", date(2010, 4, 1), date(2010, 12, 15), "done", date(2010, 11, 24), ""),
    (1, 2, six(
        "Evaluation by survey after each event", "Évaluation par enquête après chaque réunion", "Evaluación por encuesta después de cada reunión",
        "تقييم باستبيان بعد كل اجتماع", "Опрос для оценки после каждого мероприятия", "每次活动后的问卷评价",
    ), "", date(2010, 4, 1), date(2010, 12, 31), "planned", None, "Example: the last event is evaluated early in 2011."),
    (1, 3, six(
        "Seminar for Africa", "Séminaire pour l’Afrique", "Seminario para África", "حلقة دراسية لأفريقيا", "Семинар для Африки", "非洲研讨会",
    ), "ECA", date(2010, 6, 1), date(2010, 10, 31), "planned", None, "Example: the host asked for a later day."),
    (1, 4, six(
        "Printed handbook for trainers", "Manuel imprimé pour formateurs", "Manual impreso para formadores", "دليل مطبوع للمدربين", "Печатное пособие для преподавателей", "培训员印刷手册",
    ), "ESCWA", date(2010, 3, 1), date(2010, 9, 30), "dropped", date(2010, 7, 12), "Example: the handbook of another project serves as well."),
    (2, 1, six(
        "Regional studies with recommendations", "Études régionales assorties de recommandations", "Estudios regionales con recomendaciones",
        "دراسات إقليمية مشفوعة بتوصيات", "Региональные исследования с рекомендациями", "附有建议的区域研究",
    ), "", date(2009, 6, 1), date(2010, 6, 30), "done", date(2010, 9, 1), "Example: one translation took longer."),
    (2, 2, six(
        "Portal for studies, figures and outcomes", "Portail des études, données et résultats", "Portal de estudios, datos y resultados",
        "بوابة للدراسات والبيانات والنتائج", "Портал исследований, данных и результатов", "研究、数据和成果门户",
    ), "ECLAC", date(2010, 9, 1), date(2011, 6, 30), "planned", None, ""),
)  # fmt: skip
"""Accomplishment, number, text, commission, planned days, state, day of the end, reason."""


BUDGET = {
    "ECA": {"consultants": 30_000, "travel": 12_000, "workshops": 58_000},
    "ECE": {"consultants": 34_000, "travel": 11_000, "workshops": 55_000},
    "ECLAC": {"consultants": 60_000, "travel": 18_000, "workshops": 72_000},
    "ESCAP": {"consultants": 40_000, "travel": 14_000, "workshops": 66_000},
    "ESCWA": {"consultants": 38_000, "travel": 12_000, "workshops": 60_000},
}
SPENT = {
    "ECE": {"consultants": 21_500, "travel": 6_200, "workshops": 31_400},
    "ECLAC": {"consultants": 33_000, "travel": 9_750, "workshops": 30_250},
    "ESCAP": {"consultants": 24_000, "travel": 8_100, "workshops": 39_900},
    "ESCWA": {"consultants": 20_300, "travel": 5_700, "workshops": 28_000},
}
"""Of 2010, in dollars; nothing of ECA, which held nothing."""
DOCUMENT = "Example: invented for the demonstration"


def amounts(table: dict[str, dict[str, int]]) -> Iterator[tuple[str, str, Decimal]]:
    """Commission, object class and dollars."""
    for code, classes in table.items():
        for object_class, amount in classes.items():
            yield code, object_class, Decimal(amount)


RISKS = (
    ("risk", six(
        "People who were trained leave their posts.", "Les personnes formées quittent leur poste.", "Las personas capacitadas dejan sus puestos.",
        "قد يترك من جرى تدريبهم مناصبهم.", "Обученные сотрудники уходят со своих постов.", "受训人员离职。",
    ), 2, 2, "Each delegation has people of two offices.", ("less", date(2010, 12, 10), "Example: of those asked most are still in post.")),
    ("assumption", six(
        "Governments send people who work on migration policy.", "Les gouvernements envoient des personnes chargées de la politique migratoire.",
        "Los gobiernos envían a personas que se ocupan de la política migratoria.", "توفد الحكومات أشخاصا يعملون على سياسات الهجرة.",
        "Правительства направляют тех, кто занимается миграционной политикой.", "各国政府派遣从事移徙政策工作的人员。",
    ), None, None, "Focal points nominate; organisers ask for the function.", ("holds", date(2010, 12, 10), "Example: three in four did.")),
)  # fmt: skip
LESSONS = (
    ("lesson", six(
        "A follow-up needs a named office in each country.", "Un suivi suppose un bureau désigné dans chaque pays.", "El seguimiento exige una oficina designada en cada país.",
        "تحتاج المتابعة إلى مكتب محدد في كل بلد.", "Для последующих шагов в каждой стране нужно назначенное ведомство.", "后续工作需要每个国家指定一个办公室。",
    ), "", date(2010, 12, 15), "Evaluation of the events (example)"),
    ("practice", six(
        "Draft clauses discussed line by line were of more use than lectures.", "Des projets d’articles discutés ligne à ligne ont été plus utiles que des exposés.",
        "Los artículos discutidos línea por línea fueron más útiles que las ponencias.", "كانت مناقشة مشاريع المواد سطرا سطرا أنفع من المحاضرات.",
        "Обсуждение проектов статей построчно было полезнее лекций.", "逐行讨论条文草案比讲课更有用。",
    ), "ESCWA", date(2010, 10, 20), "Notes of the seminar (example)"),
)  # fmt: skip
ASKED_FOR_ADVICE = six(
    "Governments that asked a commission for advice after an event", "Gouvernements ayant demandé conseil à une commission après une réunion",
    "Gobiernos que pidieron asesoramiento a una comisión después de una reunión", "حكومات طلبت مشورة لجنة بعد اجتماع",
    "Правительства, обратившиеся к комиссии за советом после мероприятия", "活动后向委员会征求意见的政府",
)  # fmt: skip
"""An indicator that no measure gives; its figures are entered by hand."""
ASKED = {"ESCAP": 2, "ESCWA": 2}
