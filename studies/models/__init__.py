"""Works and editions, files and their pages, people, recommendations, quoted figures, search, use."""

from studies.models.figures import QuotedFigure
from studies.models.files import FilePage, StudyFile
from studies.models.people import Author, Contribution, Institution
from studies.models.recommendations import Recommendation, RecommendationText, Uptake
from studies.models.searching import SearchEntry, SearchGeneration, SearchWord
from studies.models.use import StudyUse
from studies.models.works import Edition, Relation, Study, StudyEvent

__all__ = [
    "Author",
    "Contribution",
    "Edition",
    "FilePage",
    "Institution",
    "QuotedFigure",
    "Recommendation",
    "RecommendationText",
    "Relation",
    "SearchEntry",
    "SearchGeneration",
    "SearchWord",
    "Study",
    "StudyEvent",
    "StudyFile",
    "StudyUse",
    "Uptake",
]
