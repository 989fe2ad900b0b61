"""The log of sign-ins and the letters, for administrators."""

from django.contrib import admin

from accounts.models import AccountLetter, SignInEvent
from core.admin import ReadOnly


@admin.register(SignInEvent)
class SignInEventAdmin(ReadOnly):
    """Who signed in, who failed, and what was done with accounts."""

    list_display = ["at", "kind", "user", "ip", "detail"]
    list_filter = ["kind", "at"]
    search_fields = ["user__username", "user__email", "ip"]
    list_select_related = ["user"]


@admin.register(AccountLetter)
class AccountLetterAdmin(ReadOnly):
    """Letters about accounts; their links are made as they leave."""

    list_display = ["created_at", "user", "subject", "state", "problem"]
    list_filter = ["state"]
