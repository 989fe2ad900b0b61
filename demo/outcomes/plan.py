"""The objective and expected accomplishments of the public page, shortened; indicators and targets are invented."""

from __future__ import annotations

from datetime import date

from demo.outcomes.texts import six

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
    (1, "answers-favourable", "SKI1", 60, six(
        "Participants who say that they can design migration policy better",
        "Participants qui disent mieux savoir concevoir les politiques migratoires",
        "Participantes que dicen poder formular mejor las políticas migratorias",
        "المشاركون الذين يقولون إنهم أقدر على وضع سياسات الهجرة",
        "Участники, которые говорят, что лучше разрабатывают миграционную политику",
        "表示能够更好地制定移徙政策的参与者",
    )),
    (1, "countries-changed", "", 3, six(
        "Countries with a policy change to which the project contributed",
        "Pays où les politiques ont changé avec la contribution du projet",
        "Países con un cambio de política al que contribuyó el proyecto",
        "البلدان التي شهدت تغييرا في السياسات أسهم فيه المشروع",
        "Страны, где политика изменилась при участии проекта",
        "在项目推动下出现政策变化的国家",
    )),
    (1, "certificates-valid", "", 120, six(
        "Certificates of attendance that anybody can check",
        "Attestations de participation que chacun peut vérifier",
        "Certificados de asistencia que cualquiera puede verificar",
        "شهادات الحضور التي يمكن لأي شخص التحقق منها",
        "Свидетельства об участии, которые может проверить каждый",
        "任何人都可核验的出席证书",
    )),
    (1, "plans-realised", "", 50, six(
        "Plans made at a workshop that are done or under way six months later",
        "Projets formés à un atelier, réalisés ou en cours six mois plus tard",
        "Planes hechos en un taller que están cumplidos o en marcha seis meses después",
        "الخطط الموضوعة في حلقة عمل والتي أُنجزت أو يجري تنفيذها بعد ستة أشهر",
        "Планы, намеченные на семинаре, которые через шесть месяцев выполнены или выполняются",
        "在讲习班上制定、六个月后已完成或正在进行的计划",
    )),
    (1, "women-share", "", 50, six(
        "Share of women among those who completed a workshop",
        "Part des femmes parmi les personnes ayant suivi un atelier jusqu’au bout",
        "Proporción de mujeres entre quienes completaron un taller",
        "نسبة النساء بين من أتمّوا حلقة عمل",
        "Доля женщин среди тех, кто прошёл семинар до конца",
        "完成讲习班者中妇女所占比例",
    )),
    (2, "studies-published", "", 3, six(
        "Regional studies published", "Études régionales publiées", "Estudios regionales publicados",
        "الدراسات الإقليمية المنشورة", "Опубликованные региональные исследования", "已发布的区域研究报告",
    )),
    (2, "answers-favourable", "DAT1", 60, six(
        "Participants who say that they can find the migration data they need",
        "Participants qui disent savoir trouver les données sur les migrations dont ils ont besoin",
        "Participantes que dicen poder encontrar los datos sobre migración que necesitan",
        "المشاركون الذين يقولون إنهم قادرون على إيجاد بيانات الهجرة اللازمة لهم",
        "Участники, которые говорят, что умеют находить нужные им данные по миграции",
        "表示能够找到所需移徙数据的参与者",
    )),
    (2, "recommendations-endorsed", "", 4, six(
        "Recommendations that a country has endorsed", "Recommandations approuvées par un pays",
        "Recomendaciones que un país ha hecho suyas", "التوصيات التي أقرّها بلد من البلدان",
        "Рекомендации, одобренные какой-либо страной", "获得国家认可的建议",
    )),
)  # fmt: skip
"""Accomplishment, measure, item, target of 2010, text; baselines are 0 in 2009, before the project."""


YEAR = 2010


ISSUES = "Example: the evaluation of the last event of the year was not ready in time; it follows with the next report. Nothing was held in Africa in 2010; a seminar is planned."


INFERENCE = "This would imply that countries of the region of ESCWA take up good practices."


STATEMENTS = (
    "Governments of Latin America and the Caribbean, of Asia and the Pacific, of South-West Asia and of Europe understand more of migration and development than before, above all of its social cost.",
    "This is owed to three studies and to five seminars and workshops in which they were discussed.",
    "Bahrain and Kuwait committed themselves to ending the sponsorship system.",
)
"""What the public page says and no measure shows, retold."""
