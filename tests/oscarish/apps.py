from django.apps import AppConfig


class OscarishConfig(AppConfig):
    name = "tests.oscarish"
    label = "oscarish"
