from django.apps import AppConfig


class SectorConfig(AppConfig):
    name = "momentum.sector"
