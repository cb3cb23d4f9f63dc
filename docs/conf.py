"""How the documentation is built: `make docs`."""

project = "Momentum"
author = "Momentum's makers"
release = "0.1"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
html_theme = "furo"
html_title = "Momentum"
html_show_copyright = False
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = []
