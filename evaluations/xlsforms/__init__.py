"""Questionnaires as XLSForm, the exchange format of ODK and KoboToolbox: https://xlsform.org (pure)."""
