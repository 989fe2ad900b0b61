"""The question bank, surveys with their rounds, answers that point to no person, and what is prepared of them."""

from evaluations.models.questions import BankItem, SurveyItem
from evaluations.models.recommendations import EvaluationRecommendation, RecommendationEvent
from evaluations.models.responses import (
    PaperEntry,
    PaperForm,
    PersonalSecret,
    Response,
    ResponseText,
    SavedForm,
    SealedPlan,
    SurveyKey,
    WaitingResponse,
)
from evaluations.models.results import (
    EvaluationReport,
    PolicyLead,
    PreparedResults,
    TextCoding,
    TextTheme,
)
from evaluations.models.surveys import Invitation, OutcomeInterview, Survey, SurveyRound

__all__ = [
    "BankItem",
    "EvaluationRecommendation",
    "EvaluationReport",
    "Invitation",
    "OutcomeInterview",
    "PaperEntry",
    "PaperForm",
    "PersonalSecret",
    "PolicyLead",
    "PreparedResults",
    "RecommendationEvent",
    "Response",
    "ResponseText",
    "SavedForm",
    "SealedPlan",
    "Survey",
    "SurveyItem",
    "SurveyKey",
    "SurveyRound",
    "TextCoding",
    "TextTheme",
    "WaitingResponse",
]
