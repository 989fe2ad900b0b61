"""Texts of the demo in the six languages, and how they say that they are examples."""

from __future__ import annotations

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


def six(*texts: str) -> dict[str, str]:
    """A text in the six languages, in their order."""
    return dict(zip(MARKS, texts, strict=True))
