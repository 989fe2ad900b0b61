"""The objective and expected accomplishments of the public page, retold; indicators and targets are invented."""

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
        "en": "To make countries better able to take account of international migration in their own strategies for development, so that development gains as much from it as possible and suffers as little as possible.",
        "fr": "Rendre les pays mieux à même de tenir compte des migrations internationales dans leurs stratégies nationales de développement, pour que le développement y gagne le plus et en souffre le moins possible.",
        "es": "Que los países estén en mejores condiciones de tener en cuenta la migración internacional en sus estrategias nacionales de desarrollo, para que el desarrollo gane con ella lo más posible y sufra lo menos posible.",
        "ar": "تمكين البلدان من مراعاة الهجرة الدولية في استراتيجياتها الإنمائية الوطنية على نحو أفضل، لتكسب التنمية منها أكثر ما يمكن وتتضرر أقل ما يمكن.",
        "ru": "Помочь странам лучше учитывать международную миграцию в национальных стратегиях развития, чтобы развитие выигрывало от неё как можно больше и страдало как можно меньше.",
        "zh": "使各国更有能力在本国发展战略中顾及国际移徙，让发展从中获益最多、受损最少。",
    },
    "da_code": "0809A", "executing_entity": "Regional Commissions of the United Nations",
    "starts_on": date(2009, 1, 1), "ends_on": date(2012, 12, 31),
    "iati_identifier": "XI-EXAMPLE-STRENGTHENING-CAPACITIES", "iati_organisation": "XI-EXAMPLE", "is_demonstration": True,
}  # fmt: skip


ACCOMPLISHMENTS = {
    1: {
        "en": "Countries have more skills and capacity of their own to shape and run policies and programmes by which development gains more from migration and meets fewer of its challenges",
        "fr": "Les pays ont davantage de compétences et de moyens propres pour concevoir et mener des politiques et programmes grâce auxquels le développement tire plus de profit des migrations et en subit moins les difficultés",
        "es": "Los países tienen más competencias y capacidades propias para formular y ejecutar políticas y programas con los que el desarrollo aproveche más la migración y afronte menos sus dificultades",
        "ar": "لدى البلدان مزيد من المهارات والقدرات الوطنية لوضع وتنفيذ سياسات وبرامج تكسب بها التنمية من الهجرة أكثر وتواجه من تحدياتها أقل",
        "ru": "У стран больше собственных навыков и возможностей разрабатывать и осуществлять политику и программы, благодаря которым развитие больше выигрывает от миграции и меньше сталкивается с её трудностями",
        "zh": "各国有更强的本国技能和能力来制定和执行政策与方案，使发展从移徙中得益更多、所受挑战更少",
    },
    2: {
        "en": "More can be read and looked up on international migration and on what it does to development",
        "fr": "Davantage d’informations sont accessibles sur les migrations internationales et sur leurs effets sur le développement",
        "es": "Hay más información disponible sobre la migración internacional y sus efectos en el desarrollo",
        "ar": "توافر مزيد من المعلومات عن الهجرة الدولية وآثارها في التنمية",
        "ru": "Доступно больше сведений о международной миграции и её влиянии на развитие",
        "zh": "可获得更多关于国际移徙及其对发展影响的信息",
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


INFERENCE = "It would imply that good practices spread in the region of ESCWA."


STATEMENTS = (
    (
        "finding",
        "Governments of Latin America and the Caribbean, of Asia and the Pacific, of South-West Asia and of Europe understand more of migration and development than before, and are more aware of what is new in it: above all its social cost, how that can be eased, and what it means for policy.",
        (),
    ),
    (
        "attribution",
        "This is owed to two things: three regional studies with new findings and advice, and five seminars and workshops in which policy-makers, scholars, international institutions and civil society discussed them.",
        ("studies-published", "workshops-held", "studies-presented"),
    ),
    (
        "inference",
        "If so, it would imply that best practices spread among countries of the region of ESCWA.",
        ("change:BHR", "change:KWT"),
    ),
)
"""What the public page says and no measure shows, retold: kind, text, and the sentences that it is about."""
