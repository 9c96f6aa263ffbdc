#!/bin/sh
# Les tests du navigateur demandent Chromium : celui de la distribution, installé s'il manque et si l'on est root.
set -eu
if command -v chromium >/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installation de Chromium par la distribution…"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-dejavu fonts-noto-color-emoji >/dev/null
else
    echo "Il manque Chromium pour les tests du navigateur : « apt-get install chromium » en administrateur." >&2
    exit 2
fi
