"""Pages of jobs."""

from django.urls import path

from core.views import jobs

app_name = "core"
urlpatterns = [
    path("", jobs.job_list, name="jobs"),
    path("<int:pk>.json", jobs.job_status, name="job_status"),
    path("<int:pk>/", jobs.job, name="job"),
    path("<int:pk>/again/", jobs.try_job_again, name="try_job_again"),
    path("rows/<int:pk>/again/", jobs.try_row_again, name="try_row_again"),
    path("outboxes/<slug:name>/again/", jobs.try_outbox_again, name="try_outbox_again"),
]
