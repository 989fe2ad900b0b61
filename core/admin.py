"""Accounts, with Django's own forms for passwords and rights."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from core.models import User

admin.site.register(User, UserAdmin)
