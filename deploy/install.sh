#!/bin/sh
# Installs Momentum on a Debian server, or a newer release over an older one: docs/how-to/install.md tells each step.
#
#     sh deploy/install.sh momentum.example.org
#
# Run as root, from a checkout of the release. Nothing that exists is overwritten in /etc/momentum or /var/lib/momentum.
# ROOT=/somewhere installs under that folder instead, RUN_AS=name for another user than momentum; PGHOST, PGPORT and
# PGUSER tell where the superuser of PostgreSQL is reached (without them: as the user postgres of this machine).
set -eu
NAME=${1:?the name under which people will reach it, such as momentum.example.org}
ROOT=${ROOT:-}
RUN_AS=${RUN_AS:-momentum}
FROM=$(cd "$(dirname "$0")/.." && pwd)
APP=$ROOT/opt/momentum CONF=$ROOT/etc/momentum STATE=$ROOT/var/lib/momentum
UNITS=$ROOT/etc/systemd/system SITES=$ROOT/etc/nginx/conf.d
umask 022
say() { printf '== %s\n' "$1"; }
password() { python3 -c 'import secrets; print(secrets.token_urlsafe(24))'; }
# The paths and the name of this server, in place of those that the files in deploy/ stand with.
here() {
  sed -e "s#/opt/momentum#$APP#g; s#/etc/momentum#$CONF#g; s#/var/lib/momentum#$STATE#g; s#/run/momentum#$ROOT/run/momentum#g" \
    -e "s#momentum\.example\.org#$NAME#g; s#^User=momentum#User=$RUN_AS#; s#^Group=momentum#Group=$(id -gn "$RUN_AS")#" "$1"
}

say "the user $RUN_AS, who owns nothing but the state"
id "$RUN_AS" >/dev/null 2>&1 || useradd --system --home-dir "$STATE" --shell /usr/sbin/nologin "$RUN_AS"
GROUP=$(id -gn "$RUN_AS")
install -d "$CONF" "$CONF/tls" "$UNITS" "$SITES" "$APP"
install -d -m 0700 -o "$RUN_AS" -g "$GROUP" "$STATE"

say "the program, in $APP"
git -C "$FROM" archive HEAD | tar -x -C "$APP"
make -s -C "$APP" PYTHON="${PYTHON:-/usr/bin/python3}" .venv/.ready-run
"$APP/.venv/bin/python" "$APP/tools/translations.py" compile >/dev/null

say "settings, in $CONF"
if [ ! -e "$CONF/momentum.env" ]; then
  APPLICATION=$(password) OWNER=$(password)
  if [ -n "${PGHOST:-}" ]; then psql_as=; else psql_as="runuser -u postgres --"; fi
  $psql_as psql -q -d postgres -v owner_password="$OWNER" -v application_password="$APPLICATION" \
    -f - < "$APP/deploy/postgresql/roles.sql"
  server=127.0.0.1:${PGPORT:-5432}
  umask 077
  here "$APP/deploy/owner.env" | sed "s#OWNER_PASSWORD#$OWNER#; s#127.0.0.1:5432#$server#" > "$CONF/owner.env"
  here "$APP/deploy/momentum.env" | sed "s#APPLICATION_PASSWORD#$APPLICATION#; s#127.0.0.1:5432#$server#; s#TODAY#$(date +%F)#" > "$CONF/momentum.env"
  chown "$RUN_AS:$GROUP" "$CONF/momentum.env"
  umask 022
fi

say "tables and static files"
as_owner() {
  (set -a && . "$CONF/owner.env" && set +a && cd "$APP" &&
    exec setpriv --reuid "$RUN_AS" --regid "$GROUP" --clear-groups env MOMENTUM_ENV="$CONF/momentum.env" "$@")
}
as_owner .venv/bin/python manage.py migrate --verbosity 0
as_owner .venv/bin/python manage.py collectstatic --noinput --verbosity 0

say "units of systemd and the front"
for unit in "$APP"/deploy/systemd/*; do here "$unit" > "$UNITS/$(basename "$unit")"; done
[ -e "$SITES/momentum.conf" ] || here "$APP/deploy/nginx/momentum.conf" > "$SITES/momentum.conf"
if [ -z "$ROOT" ] && [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  systemctl enable --now momentum-web.socket momentum-web momentum-worker momentum-backup.timer momentum-doctor.timer
  systemctl try-restart momentum-web momentum-worker
fi
say "installed; the certificate belongs in $CONF/tls (fullchain.pem and key.pem); then: nginx -t && systemctl reload nginx"
