"""How the web server runs: two workers a core pair, threads for requests that wait, no control socket at home."""

import multiprocessing

workers = max(2, multiprocessing.cpu_count())
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 10
accesslog = None
loglevel = "warning"
control_socket_disable = True
