import os
import tempfile

# Tests run in a place of their own: nothing they write touches the demo city.
os.environ.setdefault("MOMENTUM_VAR", tempfile.mkdtemp(prefix="momentum-test-"))
os.environ.setdefault("MOMENTUM_ENV", os.devnull)
os.environ.setdefault("MOMENTUM_MODE", "demo")
