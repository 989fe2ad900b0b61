"""What the project's public page says of its context, retold in our own words; no sentence of it is copied."""

from __future__ import annotations

from demo.outcomes.cases import ADDRESS, TOLD
from demo.outcomes.texts import six

SOURCE = {"source": TOLD, "url": ADDRESS}


SUBTITLES = six(
    "Maximizing development benefits and minimizing negative impact",
    "En maximiser les bienfaits pour le développement et en réduire les effets négatifs",
    "Maximizar los beneficios para el desarrollo y minimizar los efectos negativos",
    "تعظيم فوائدها الإنمائية وتقليل آثارها السلبية",
    "Больше пользы для развития, меньше отрицательных последствий",
    "扩大发展惠益，减少负面影响",
)


CONTEXT = (
    ("relevance", six(
        "Everywhere the kind and the size of migration have changed. Women and men who move to work, and the families who join them later, now weigh heavily on development the world over.",
        "Partout, la nature et l’ampleur des migrations ont changé. Les femmes et les hommes qui partent travailler, puis les familles qui les rejoignent, pèsent désormais sur le développement du monde entier.",
        "En todas partes han cambiado la índole y la magnitud de la migración. Las mujeres y los hombres que se van a trabajar, y las familias que después se reúnen con ellos, pesan hoy en el desarrollo de todo el mundo.",
        "تغيرت طبيعة الهجرة وحجمها في كل مكان. وباتت النساء والرجال الذين ينتقلون للعمل، ثم الأسر التي تلحق بهم، عاملا مهما في التنمية في العالم أجمع.",
        "Повсюду изменились и характер, и масштабы миграции. Женщины и мужчины, уезжающие на заработки, и семьи, которые затем к ним присоединяются, сегодня важны для развития во всём мире.",
        "各地移徙的性质和规模都已改变。外出务工的男女以及随后团聚的家庭，如今对全世界的发展影响重大。",
    )),
    ("relevance", six(
        "The High-level Dialogue of September 2006 set priorities: flows within and between regions, how large remittances are and how they move, women’s part in migration and what it means for equality, racism and intolerance, and qualified people who leave. It tied each of them to development plans, to the struggle against poverty and to a number of the Millennium Development Goals.",
        "Le Dialogue de haut niveau de septembre 2006 a fixé des priorités : les flux dans les régions et entre elles, le volume et la dynamique des envois de fonds, la place des femmes et ce qu’elle change pour l’égalité, le racisme et l’intolérance, le départ des personnes qualifiées. Il a lié chacune aux plans de développement, à la lutte contre la pauvreté et à plusieurs objectifs du Millénaire.",
        "El Diálogo de alto nivel de septiembre de 2006 fijó prioridades: los flujos dentro de las regiones y entre ellas, la magnitud y la dinámica de las remesas, el papel de las mujeres y lo que supone para la igualdad, el racismo y la intolerancia, y la salida de personas calificadas. Vinculó cada una a los planes de desarrollo, a la lucha contra la pobreza y a varios Objetivos del Milenio.",
        "حدد الحوار الرفيع المستوى في أيلول/سبتمبر 2006 الأولويات: التدفقات داخل المناطق وفيما بينها، وحجم التحويلات وحركتها، ودور المرأة وأثره في المساواة، والعنصرية والتعصب، وهجرة أصحاب المؤهلات. وربط كلا منها بخطط التنمية وبمكافحة الفقر وبعدد من الأهداف الإنمائية للألفية.",
        "Диалог на высоком уровне в сентябре 2006 года определил приоритеты: потоки внутри регионов и между ними, объём и динамика денежных переводов, роль женщин и её значение для равенства, расизм и нетерпимость, отъезд квалифицированных работников. Каждый связан с планами развития, борьбой с бедностью и рядом Целей тысячелетия.",
        "2006年9月的高级别对话确定了优先事项：区域内和区域间的流动、侨汇的规模与变化、妇女的参与及其对平等的意义、种族主义和不容忍，以及合格人才的外流。各项均与发展计划、减贫和若干千年发展目标相联系。",
    )),
    ("coordination", six(
        "To follow up on the Dialogue, agencies have to work together more closely than before. The Global Migration Group is the frame in which they can.",
        "Pour donner suite au Dialogue, les organismes doivent collaborer plus étroitement qu’auparavant. Le Groupe mondial sur la migration leur en offre le cadre.",
        "Para dar seguimiento al Diálogo, los organismos han de colaborar más estrechamente que antes. El Grupo Mundial sobre Migración les ofrece el marco.",
        "تقتضي متابعة الحوار تعاونا أوثق من ذي قبل بين الوكالات. والمجموعة العالمية المعنية بالهجرة هي الإطار الذي يتيح ذلك.",
        "Чтобы выполнить решения Диалога, учреждениям нужно сотрудничать теснее, чем прежде. Рамки для этого даёт Глобальная группа по миграции.",
        "为落实高级别对话，各机构须比以往更密切地合作。全球移徙小组提供了合作框架。",
    )),
    ("regions", six(
        "Migration is a global matter and more of it crosses from one region into another; all the same each region has its own features, which a report of the Secretary-General recognizes. The project searches for what the five regions have in common and for what is particular to each, where it bears on development, along the lines of the Dialogue.",
        "La migration est mondiale et franchit de plus en plus les limites des régions ; chacune a pourtant ses particularités, que reconnaît un rapport du Secrétaire général. Le projet recherche ce que les cinq régions ont en commun et ce qui est propre à chacune, en rapport avec le développement et dans l’esprit du Dialogue.",
        "La migración es mundial y cruza cada vez más de una región a otra; aun así, cada región tiene rasgos propios, como reconoce un informe del Secretario General. El proyecto busca lo que las cinco regiones comparten y lo que es propio de cada una, en lo que atañe al desarrollo y según los propósitos del Diálogo.",
        "الهجرة مسألة عالمية ويزداد ما يعبر منها من منطقة إلى أخرى؛ ومع ذلك لكل منطقة سماتها، كما يقر تقرير للأمين العام. ويبحث المشروع عما تشترك فيه المناطق الخمس وما تنفرد به كل منها من حيث صلته بالتنمية، وفق مقاصد الحوار.",
        "Миграция глобальна и всё чаще идёт из региона в регион; и всё же у каждого региона есть свои черты, что признаёт доклад Генерального секретаря. Проект ищет общее для пяти регионов и особое для каждого в том, что касается развития, в духе Диалога.",
        "移徙是全球性问题，跨区域流动日益增多；但正如秘书长的一份报告所承认，各区域自有特点。本项目按照高级别对话的宗旨，寻找五个区域在发展方面的共同点和各自的特点。",
    )),
)  # fmt: skip
"""Kind and text."""


GROUP = {
    "names": six(
        "Global Migration Group", "Groupe mondial sur la migration", "Grupo Mundial sobre Migración",
        "المجموعة العالمية المعنية بالهجرة", "Глобальная группа по миграции", "全球移徙小组",
    ),
    "abbreviation": "GMG",
    "set_up_on": "2006",
    "set_up_by": six(
        "The Secretary-General, early in the year", "Le Secrétaire général, au début de l’année", "El Secretario General, a comienzos del año",
        "الأمين العام، في مطلع السنة", "Генеральный секретарь, в начале года", "秘书长，年初",
    ),
    "forerunners": six(
        "The Geneva Migration Group", "Le Groupe de Genève sur la migration", "El Grupo de Ginebra sobre Migración",
        "مجموعة جنيف المعنية بالهجرة", "Женевская группа по миграции", "日内瓦移徙小组",
    ),
    "purposes": six(
        "To see international and regional instruments and norms on migration applied more widely, and agencies act on migration more consistently, more comprehensively and in better accord.",
        "Que les instruments et normes internationaux et régionaux sur la migration soient appliqués plus largement, et que les organismes agissent de façon plus cohérente, plus complète et mieux concertée.",
        "Que los instrumentos y normas internacionales y regionales sobre migración se apliquen más ampliamente, y que los organismos actúen de modo más coherente, más completo y mejor concertado.",
        "أن تطبق الصكوك والقواعد الدولية والإقليمية بشأن الهجرة على نطاق أوسع، وأن تعمل الوكالات على نحو أكثر اتساقا وشمولا وتنسيقا.",
        "Чтобы международные и региональные документы и нормы о миграции применялись шире, а учреждения действовали более последовательно, полно и согласованно.",
        "使国际和区域移徙文书与规范得到更广泛的适用，使各机构的行动更加一致、全面和协调。",
    ),
}  # fmt: skip
FOUNDERS = ("ILO", "IOM", "OHCHR", "UNCTAD", "UN-DESA", "UNDP", "UNFPA", "UNHCR", "UNODC", "World Bank")  # fmt: skip
LATER = ("ECA", "ECE", "ECLAC", "ESCAP", "ESCWA", "UNESCO", "UNICEF", "UNITAR")


SIZE = six("size and dynamics", "volume et dynamique", "magnitud y dinámica", "الحجم والحركة", "объём и динамика", "规模与变化")  # fmt: skip
EASED = six(
    "and ways to ease it (2010)", "et les moyens de l’atténuer (2010)", "y cómo mitigarlo (2010)",
    "وسبل التخفيف منها (2010)", "и способы их снизить (2010)", "及减轻办法（2010年）",
)  # fmt: skip
PAPERS = six(
    "poverty reduction strategy papers (2010)", "documents de stratégie pour la réduction de la pauvreté (2010)",
    "documentos de estrategia de lucha contra la pobreza (2010)", "ورقات استراتيجية الحد من الفقر (2010)",
    "документы о стратегии сокращения бедности (2010)", "减贫战略文件（2010年）",
)  # fmt: skip
THEMES = (
    ("trends", "dialogue", {}),
    ("remittances", "dialogue", SIZE),
    ("gender", "dialogue", {}),
    ("discrimination", "dialogue", {}),
    ("qualified-workers", "dialogue", {}),
    ("social-cost", "project", EASED),
    ("poverty", "project", PAPERS),
)
"""Term, who named it, what of it."""
