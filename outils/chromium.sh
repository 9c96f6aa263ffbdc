#!/bin/sh
# Les tests du navigateur demandent Chromium et libatomic1 (que réclame le pilote de Playwright) : ceux de la
# distribution, installés s'ils manquent et si l'on est root.
set -eu
PATH="$PATH:/usr/sbin:/sbin"
if command -v chromium >/dev/null && ldconfig -p | grep -q libatomic.so.1; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installation de Chromium par la distribution…"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium libatomic1 fonts-dejavu fonts-noto-color-emoji >/dev/null
else
    echo "Il manque Chromium ou libatomic1 pour les tests du navigateur : « apt-get install chromium libatomic1 » en administrateur." >&2
    exit 2
fi
