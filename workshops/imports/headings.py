"""Headings that other systems and offices give to the fields of people, beside our own labels."""

from __future__ import annotations

HEADINGS: dict[str, tuple[str, ...]] = {
    "title": (
        "Title", "Salutation", "Honorific", "Prefix", "Mr/Ms", "Civilité", "Titre", "Tratamiento", "Título",
        "Обращение", "Титул", "اللقب", "称谓", "称呼",
    ),
    "given": (
        "First name", "First names", "Given name", "Attendee name: Given name", "Forename", "Firstname", "Christian name", "Prénom", "Prénoms",
        "Nombre", "Nombres", "Nome", "Имя", "Имя и отчество", "الاسم", "الاسم الأول", "الاسم الشخصي", "名", "名字",
    ),
    "family": (
        "Last name", "Last names", "Surname", "Family name", "Attendee name: Family name", "Family names", "Lastname", "Nom", "Nom de famille", "Noms",
        "Apellido", "Apellidos", "Sobrenome", "Фамилия", "العائلة", "اسم العائلة", "اللقب العائلي", "الكنية", "姓", "姓氏",
    ),
    "full_name": (
        "Name", "Full name", "Attendee name", "Participant", "Participant name", "Name of participant", "Nominee", "Nom complet",
        "Nom et prénom", "Nom et prénoms", "Nombre completo", "Nombre y apellidos", "Apellidos y nombres", "ФИО",
        "Ф.И.О.", "Полное имя", "Фамилия, имя", "الاسم الكامل", "الاسم واللقب", "姓名", "全名",
    ),
    "printed_name": ("Badge name", "Name on badge", "Name on certificate", "Nom sur le badge", "Nombre en la credencial"),
    "gender": ("Gender", "Sex", "Sexe", "Genre", "Sexo", "Género", "Пол", "الجنس", "النوع", "性别"),
    "country": (
        "Country", "Country/Area", "Country represented", "Member State", "Nationality", "Country name",
        "ISO3", "ISO 3", "Country code", "Pays", "État Membre", "Pays représenté", "País", "Estado Miembro", "Страна",
        "Государство", "البلد", "الدولة", "国家", "国家或地区", "国别",
    ),
    "participant_kind": (
        "Kind of participant", "Type de participant", "Tipo de participante", "Категория участника", "فئة المشارك", "参加者类别",
    ),
    "representation": ("Comes as", "Represents"),
    "stakeholder": (
        "Stakeholder", "Stakeholder type", "Type of organisation", "Type of organization", "Organization type",
        "Sector", "Category", "Catégorie", "Type d’organisation", "Tipo de organización", "Categoría",
        "Тип организации", "Категория", "نوع المنظمة", "الفئة", "机构类型", "类别",
    ),
    "organisation": (
        "Organisation", "Organization", "Affiliation", "Institution", "Ministry", "Ministry or organisation", "Agency",
        "Entity", "Company", "Employer", "Organisme", "Institution/Ministère", "Ministère", "Organización",
        "Institución", "Entidad", "Ministerio", "Организация", "Ведомство", "Министерство", "Учреждение", "المنظمة",
        "المؤسسة", "الجهة", "الوزارة", "单位", "机构", "组织", "部门和机构",
    ),
    "unit": ("Unit", "Department", "Division", "Unité", "Direction", "Service", "Departamento", "Unidad", "Отдел",
             "Департамент", "الإدارة", "القسم", "部门", "科室"),
    "position": (
        "Position", "Job title", "Function", "Functional title", "Designation", "Post", "Role", "Fonction", "Poste",
        "Titre fonctionnel", "Cargo", "Puesto", "Función", "Должность", "المنصب", "الوظيفة", "المسمى الوظيفي", "职务", "职位",
    ),
    "seniority": ("Level", "Seniority", "Grade", "Niveau", "Nivel", "Уровень", "المستوى", "级别"),
    "policy_roles": ("Role in policy", "Policy role"),
    "email": (
        "Attendee email", "Email", "E-mail", "Email address", "E-mail address", "Mail", "User email", "Courriel", "Adresse électronique",
        "Adresse e-mail", "Adresse mail", "Correo electrónico", "Correo", "Dirección de correo", "Эл. почта",
        "Электронная почта", "Адрес электронной почты", "Почта", "البريد الإلكتروني", "البريد الالكتروني", "الإيميل",
        "电子邮件", "电子邮箱", "邮箱", "邮件",
    ),
    "other_email": ("Other e-mail", "Alternative email", "Secondary email", "Private e-mail", "Autre courriel", "Otro correo"),
    "phone": (
        "Phone", "Telephone", "Phone number", "Mobile", "Mobile phone", "Tel", "Téléphone", "Portable", "Teléfono", "Móvil",
        "Celular", "Телефон", "Мобильный телефон", "الهاتف", "رقم الهاتف", "الجوال", "电话", "手机", "电话号码",
    ),
    "messaging": ("WhatsApp", "Messaging"),
    "language": (
        "Language", "Preferred language", "Order locale", "Language of correspondence", "Langue", "Idioma", "Язык", "اللغة", "语言",
    ),
    "interpretation": ("Interpretation", "Interprétation", "Interpretación", "Устный перевод", "الترجمة الشفوية", "口译"),
    "mode": ("Mode", "Mode of participation", "Attendance mode", "Participation", "Modalité", "Modalidad", "Формат участия",
             "طريقة المشاركة", "参加方式"),
    "state": ("State", "Status", "Registration state", "Registration status", "Statut", "État", "Estado", "Статус",
              "Состояние", "الحالة", "状态"),
    "first_time": ("First time", "First-time participant"),
    "access_needs": ("Accessibility", "Access needs", "Accessibilité", "Accesibilidad"),
    "diet": ("Diet", "Dietary needs", "Dietary requirements", "Régime alimentaire", "Dieta"),
    "emergency_contact": ("Emergency contact", "Contact d’urgence", "Contacto de emergencia"),
    "capacity": ("Capacity", "Qualité", "Calidad", "Качество"),
    "rank": ("Rank", "Priority", "Rang", "Ordre", "Orden", "Prioridad", "Приоритет", "الترتيب", "排序"),
    "is_reserve": ("Reserve", "Réserve", "Reserva", "Резерв", "احتياطي", "候补"),
    "reference": ("Reference", "Number of the note", "Note verbale", "Référence", "Referencia", "Номер ноты", "المرجع", "编号"),
    "document_date": ("Document date", "Date of the note", "Date", "Fecha", "Дата ноты", "التاريخ", "日期"),
    "endorsement": ("Endorsement", "Motivation"),
    "name": (
        "Name", "Focal point", "Full name", "Contact", "Contact person", "Point focal", "Nom", "Punto focal", "Nombre",
        "Координатор", "ФИО", "Имя", "جهة الاتصال", "الاسم", "联络人", "协调人", "姓名",
    ),
    "authority": (
        "Authority", "Nominating authority", "Ministry", "Organisation", "Organization", "Institution", "Autorité",
        "Ministère", "Autoridad", "Ministerio", "Institución", "Ведомство", "Министерство", "Организация", "السلطة",
        "الوزارة", "الجهة", "主管部门", "机构", "单位",
    ),
    "mandate_from": ("Mandate from", "From", "Since", "Start"),
    "mandate_until": ("Mandate until", "Until", "To", "End"),
}  # fmt: skip
"""Field to headings: of Indico, Zoom and offices that write in the six languages."""
