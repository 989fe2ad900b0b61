"""How a policy change is coded: after the variables of DEMIG POLICY and of outcome harvesting.

Areas, tools, groups and origins follow table 2 of de Haas, Natter and Vezzoli, “Conceptualizing and
measuring migration policy change”, Comparative Migration Studies 3:15 (2015). Our direction has neutral
words for their change in restrictiveness: `wider` is their -1, `narrower` +1. The kinds of outcome, and
whether it was intended and positive, follow Wilson-Grau and Britt, “Outcome Harvesting” (2012).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What changed, in the terms of outcome harvesting."""

    POLICY = "policy", _("Policy")
    PRACTICE = "practice", _("Practice")
    ACTION = "action", _("Action")
    RELATION = "relation", _("Relationship")
    BEHAVIOUR = "behaviour", _("Behaviour")


class Instrument(models.TextChoices):
    """The form the change takes."""

    LAW = "law", _("Law")
    REGULATION = "regulation", _("Regulation or decree")
    STRATEGY = "strategy", _("Strategy or plan")
    PROGRAMME = "programme", _("Programme")
    AGREEMENT = "agreement", _("International agreement")
    INSTITUTION = "institution", _("Institution or coordination")
    DATA = "data", _("Data practice")
    BUDGET = "budget", _("Budget")
    OTHER = "other", _("Other")


class PolicyArea(models.TextChoices):
    """Area of policy."""

    CONTROL = "control", _("Border and land control")
    ENTRY = "entry", _("Legal entry and stay")
    INTEGRATION = "integration", _("Integration")
    EXIT = "exit", _("Exit")
    NONE = "none", _("None of these")


class Tool(models.TextChoices):
    """Policy tool."""

    SURVEILLANCE = "surveillance", _("Surveillance and control powers")
    DOCUMENTS = "documents", _("Identification documents")
    DETENTION = "detention", _("Detention")
    CARRIERS = "carriers", _("Carrier liabilities")
    EMPLOYERS = "employers", _("Employer liabilities")
    SANCTIONS = "sanctions", _("Other sanctions")
    TRAVEL_VISA = "travel_visa", _("Travel visa or permit")
    WORK_VISA = "work_visa", _("Work visa or permit")
    STAY = "stay", _("Entry visa or stay permit")
    POINTS = "points", _("Points-based system")
    QUOTA = "quota", _("Quota or target")
    REGULARISATION = "regularisation", _("Regularisation")
    BAN = "ban", _("Entry ban")
    RECRUITMENT = "recruitment", _("Recruitment and assisted migration programmes")
    RESETTLEMENT = "resettlement", _("Resettlement programmes")
    FREE_MOBILITY = "free_mobility", _("Free mobility rights and agreements")
    INTEGRATION = "integration", _("Language, housing and cultural programmes")
    SOCIAL = "social", _("Access to social benefits and socio-economic rights")
    JUSTICE = "justice", _("Access to justice and political rights")
    RESIDENCE = "residence", _("Access to permanent residence")
    CITIZENSHIP = "citizenship", _("Access to citizenship")
    RETURN = "return", _("Return and reintegration programmes")
    READMISSION = "readmission", _("Readmission agreements")
    EXPULSION = "expulsion", _("Expulsion")
    EXIT = "exit", _("Exit visa, permit or ban")
    CAPACITY = "capacity", _("Institutional capacities")
    STRATEGY = "strategy", _("Action plan, strategy or report")
    CONTEXT = "context", _("Other")


class Group(models.TextChoices):
    """Migrants whom the change is for."""

    ALL = "all", _("All migrants")
    WORKERS = "workers", _("All migrant workers")
    LOW_SKILLED = "low_skilled", _("Low-skilled workers")
    SKILLED = "skilled", _("Skilled and high-skilled workers")
    FAMILY = "family", _("Family members")
    STUDENTS = "students", _("International students")
    INVESTORS = "investors", _("Investors and business people")
    IRREGULAR = "irregular", _("Irregular migrants")
    REFUGEES = "refugees", _("Refugees, asylum seekers and other vulnerable people")
    DIASPORA = "diaspora", _("Members of the diaspora")
    SPECIFIC = "specific", _("Specific categories")


class Origin(models.TextChoices):
    """Where they come from."""

    ALL = "all", _("Foreigners and citizens")
    FOREIGN = "foreign", _("All foreign nationalities")
    CITIZENS = "citizens", _("Citizens")
    NATIONALITIES = "nationalities", _("Specific nationalities")


class Direction(models.TextChoices):
    """What the change does to rights and access."""

    WIDER = "wider", _("Widens rights or access")
    NARROWER = "narrower", _("Narrows rights or access")
    NEITHER = "neither", _("Neither, or both")


class Magnitude(models.IntegerChoices):
    """How much it changes the system that was there."""

    FINE = 1, _("Fine-tuning")
    MINOR = 2, _("Minor change")
    MID = 3, _("Mid-level change")
    MAJOR = 4, _("Major change")


class Valence(models.TextChoices):
    """Whether it serves the objective of the project."""

    POSITIVE = "positive", _("Positive")
    NEGATIVE = "negative", _("Negative")
    MIXED = "mixed", _("Mixed")


class Proof(models.TextChoices):
    """What a piece of evidence is; four kinds carry a grade of contribution (`rules.CARRIES`)."""

    GAZETTE = "gazette", _("Legal text or official gazette")
    OFFICIAL = "official", _("Other official document")
    STATISTICS = "statistics", _("Statistics or records")
    NEWS = "news", _("News report")
    REPORT = "report", _("Report of an organisation")
    STATED_USEFULNESS = "stated_usefulness", _("Participant states usefulness")
    STATED_INTENTION = "stated_intention", _("Participant or ministry states an intention")
    REUSED_TEXT = "reused_text", _("Text or tool of the project reused")
    OFFICIAL_CITATION = "official_citation", _("Official document cites the project")
