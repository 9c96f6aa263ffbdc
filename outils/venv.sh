#!/bin/sh
# Crée l'environnement Python ; sur une Debian nue et en étant root, installe d'abord ce qui manque.
set -eu
python=$1
venv=$2
if [ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installation de Python et de venv par la distribution…"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3 python3-venv >/dev/null
    else
        echo "Il manque Python 3.11 à 3.13 avec venv : « apt-get install python3 python3-venv » en administrateur." >&2
        exit 2
    fi
fi
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || {
    echo "Python 3.11, 3.12 ou 3.13 est nécessaire (ici : $("$python" --version)). Indiquer lequel : make lancer PYTHON=python3.12" >&2
    exit 2
}
echo "Création de l'environnement Python dans $venv…"
"$python" -m venv "$venv"
