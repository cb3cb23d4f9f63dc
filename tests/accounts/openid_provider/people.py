"""Who has an account at the provider, and what it says of them."""

CLIENT, SECRET = "momentum", "a secret between two machines"
CALLBACK = "http://testserver/nl/account/service/city/back/"
PEOPLE = {
    "noor": {"email": "noor@example.org", "email_verified": True, "amr": ["pwd", "otp"]},
    "pieter": {"email": "pieter@example.org", "email_verified": True, "amr": ["pwd"]},
    "unproved": {"email": "noor@example.org", "email_verified": False},
    "stranger": {"email": "stranger@example.org", "email_verified": True, "amr": ["pwd", "otp"]},
}
