"""How a policy change is coded: after the variables of DEMIG POLICY and of outcome harvesting.

Areas, tools, groups and origins follow table 2 of de Haas, Natter and Vezzoli, “Conceptualizing and
measuring migration policy change”, Comparative Migration Studies 3:15 (2015). Our direction has neutral
words for their change in restrictiveness: `wider` is their -1, `narrower` +1. The kinds of outcome, and
whether it was intended and positive, follow Wilson-Grau and Britt, “Outcome Harvesting” (2012).
"""

from django.db import models
from django.utils.translation import gettext_lazy as __


class Kind(models.TextChoices):
    """What changed, in the terms of outcome harvesting."""

    POLICY = "policy", __("Policy")
    PRACTICE = "practice", __("Practice")
    ACTION = "action", __("Action")
    RELATION = "relation", __("Relationship")
    BEHAVIOUR = "behaviour", __("Behaviour")


class Instrument(models.TextChoices):
    """The form the change takes."""

    LAW = "law", __("Law")
    REGULATION = "regulation", __("Regulation or decree")
    STRATEGY = "strategy", __("Strategy or plan")
    PROGRAMME = "programme", __("Programme")
    AGREEMENT = "agreement", __("International agreement")
    INSTITUTION = "institution", __("Institution or coordination")
    DATA = "data", __("Data practice")
    BUDGET = "budget", __("Budget")
    OTHER = "other", __("Other")


class PolicyArea(models.TextChoices):
    """Area of policy."""

    CONTROL = "control", __("Border and land control")
    ENTRY = "entry", __("Legal entry and stay")
    INTEGRATION = "integration", __("Integration")
    EXIT = "exit", __("Exit")
    NONE = "none", __("None of these")


class Tool(models.TextChoices):
    """Policy tool."""

    SURVEILLANCE = "surveillance", __("Surveillance and control powers")
    DOCUMENTS = "documents", __("Identification documents")
    DETENTION = "detention", __("Detention")
    CARRIERS = "carriers", __("Carrier liabilities")
    EMPLOYERS = "employers", __("Employer liabilities")
    SANCTIONS = "sanctions", __("Other sanctions")
    TRAVEL_VISA = "travel_visa", __("Travel visa or permit")
    WORK_VISA = "work_visa", __("Work visa or permit")
    STAY = "stay", __("Entry visa or stay permit")
    POINTS = "points", __("Points-based system")
    QUOTA = "quota", __("Quota or target")
    REGULARISATION = "regularisation", __("Regularisation")
    BAN = "ban", __("Entry ban")
    RECRUITMENT = "recruitment", __("Recruitment and assisted migration programmes")
    RESETTLEMENT = "resettlement", __("Resettlement programmes")
    FREE_MOBILITY = "free_mobility", __("Free mobility rights and agreements")
    INTEGRATION = "integration", __("Language, housing and cultural programmes")
    SOCIAL = "social", __("Access to social benefits and socio-economic rights")
    JUSTICE = "justice", __("Access to justice and political rights")
    RESIDENCE = "residence", __("Access to permanent residence")
    CITIZENSHIP = "citizenship", __("Access to citizenship")
    RETURN = "return", __("Return and reintegration programmes")
    READMISSION = "readmission", __("Readmission agreements")
    EXPULSION = "expulsion", __("Expulsion")
    EXIT = "exit", __("Exit visa, permit or ban")
    CAPACITY = "capacity", __("Institutional capacities")
    STRATEGY = "strategy", __("Action plan, strategy or report")
    CONTEXT = "context", __("Other")


class Group(models.TextChoices):
    """Migrants whom the change is for."""

    ALL = "all", __("All migrants")
    WORKERS = "workers", __("All migrant workers")
    LOW_SKILLED = "low_skilled", __("Low-skilled workers")
    SKILLED = "skilled", __("Skilled and high-skilled workers")
    FAMILY = "family", __("Family members")
    STUDENTS = "students", __("International students")
    INVESTORS = "investors", __("Investors and business people")
    IRREGULAR = "irregular", __("Irregular migrants")
    REFUGEES = "refugees", __("Refugees, asylum seekers and other vulnerable people")
    DIASPORA = "diaspora", __("Members of the diaspora")
    SPECIFIC = "specific", __("Specific categories")


class Origin(models.TextChoices):
    """Where they come from."""

    ALL = "all", __("Foreigners and citizens")
    FOREIGN = "foreign", __("All foreign nationalities")
    CITIZENS = "citizens", __("Citizens")
    NATIONALITIES = "nationalities", __("Specific nationalities")


class Direction(models.TextChoices):
    """What the change does to rights and access."""

    WIDER = "wider", __("Widens rights or access")
    NARROWER = "narrower", __("Narrows rights or access")
    NEITHER = "neither", __("Neither, or both")


class Magnitude(models.IntegerChoices):
    """How much it changes the system that was there."""

    FINE = 1, __("Fine-tuning")
    MINOR = 2, __("Minor change")
    MID = 3, __("Mid-level change")
    MAJOR = 4, __("Major change")


class Valence(models.TextChoices):
    """Whether it serves the objective of the project."""

    POSITIVE = "positive", __("Positive")
    NEGATIVE = "negative", __("Negative")
    MIXED = "mixed", __("Mixed")


class Proof(models.TextChoices):
    """What a piece of evidence is; four kinds carry a grade of contribution (`rules.CARRIES`)."""

    GAZETTE = "gazette", __("Legal text or official gazette")
    OFFICIAL = "official", __("Other official document")
    STATISTICS = "statistics", __("Statistics or records")
    NEWS = "news", __("News report")
    REPORT = "report", __("Report of an organisation")
    STATED_USEFULNESS = "stated_usefulness", __("Participant states usefulness")
    STATED_INTENTION = "stated_intention", __("Participant or ministry states an intention")
    REUSED_TEXT = "reused_text", __("Text or tool of the project reused")
    OFFICIAL_CITATION = "official_citation", __("Official document cites the project")


OF_PEOPLE = (Proof.STATED_USEFULNESS, Proof.STATED_INTENTION)
"""Statements of persons: never public, unless someone decides so for this one."""
