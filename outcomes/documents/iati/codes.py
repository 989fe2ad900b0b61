"""Codes of the IATI standard 2.03 that the files use; each name is that of its code list."""

from __future__ import annotations

VERSION = "2.03"
LANGUAGE = "en"
"""The default language of the files; texts in others say so."""

MULTILATERAL = "40"
"""OrganisationType."""
FUNDING, ACCOUNTABLE, IMPLEMENTING = "1", "2", "4"
"""OrganisationRole."""
INTERNAL_IDENTIFIER = "A1"
"""OtherIdentifierType: that of the reporting organisation."""
PIPELINE, IMPLEMENTATION, FINALISATION, CLOSED = "1", "2", "3", "4"
"""ActivityStatus."""
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
"""ActivityDateType."""
GENERAL, OBJECTIVES = "1", "2"
"""DescriptionType."""
GLOBAL, REGIONAL, MULTI_NATIONAL = "1", "2", "3"
"""ActivityScope."""
DEVELOPING_COUNTRIES = "998"
"""Region of the DAC: developing countries, unspecified."""
DAC = "1"
"""Vocabulary of regions, sectors and policy markers."""
MIGRATION_SECTOR = "15190"
"""Purpose code: facilitation of orderly, safe, regular and responsible migration and mobility."""
SDG_GOAL, SDG_TARGET = "2", "3"
"""TagVocabulary."""
MARKERS = {"gender": "1", "governance": "3", "disability": "11"}
"""PolicyMarker by the name of its field in the profile."""
MULTILATERAL_OUTFLOW, ODA, STANDARD_GRANT, PROJECT_AID, UNTIED = "4", "10", "110", "C01", "5"
"""CollaborationType, FlowType, FinanceType, AidType and TiedStatus of a project of the Development Account."""
ORIGINAL, REVISED = "1", "2"
"""BudgetType."""
COMMITTED = "2"
"""BudgetStatus."""
OUTPUT, OUTCOME = "1", "2"
"""ResultType."""
UNIT, PERCENT, QUALITATIVE = "1", "2", "5"
"""IndicatorMeasure."""
RESULTS, WEB_PAGE, ANNUAL_REPORT = "A08", "A12", "B01"
"""DocumentCategory."""

FUNDER = "United Nations Development Account"
COMMISSIONS = {
    "ECA": "XM-DAC-41103",
    "ECLAC": "XM-DAC-41104",
    "ESCWA": "XM-DAC-41105",
    "ESCAP": "XM-DAC-41106",
    "ECE": "XM-DAC-41314",
}
"""Identifiers of the commissions from the DAC's channel codes, which publishers name them by."""
