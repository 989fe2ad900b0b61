"""Pages of studies and recommendations."""

app_name = "studies"
urlpatterns: list = []
