"""The portal's addresses and the plain viewset."""

from django.urls import include, path

from migration_portal.urls import urlpatterns as portal

urlpatterns = [path("bench/", include("benchmarks.plain_viewset")), *portal]
