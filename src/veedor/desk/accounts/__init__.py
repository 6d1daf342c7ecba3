"""Accounts: who may use a desk that other machines reach. Django's own, with its passwords and sessions.

``roles`` are what an account may, ``people`` adds, lists and removes them, ``door`` stands before every view,
``views`` is the page on which somebody logs in, ``tries`` limits how often that is tried, and ``secret``
keeps what signs the cookies. On this machine alone nobody is asked.
"""

from __future__ import annotations

from django.urls import path

from veedor.desk.accounts import views

urlpatterns = [
    path("login", views.log_in, name="login"),
    path("logout", views.log_out, name="logout"),
]
