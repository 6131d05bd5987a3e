from hypothesis import settings

settings.register_profile("domain", settings(deadline=None))
settings.load_profile("domain")
