"""What answers every address of the API that does not exist; to be included last."""

from django.urls import re_path

from core.api.views import NoSuchAddress

urlpatterns = [re_path(r"^(?:v1|sdmx)(?:/.*)?$", NoSuchAddress.as_view())]
