"""Fetch the image of a sheet from where it is published, when somebody asks for it."""

from __future__ import annotations

from django.urls import path

from veedor.desk.images import fetch

PUBLIC = False
ENTRY = ""
ROLE = "ask"
"""What an account needs where there are accounts: a server is asked, and the folder of the case grows."""

urlpatterns = [path("cases/<str:name>/fetch-image", fetch.fetch, name="fetch")]
