# Deux commandes : « make lancer » et « make tester ». DONNEES=DOSSIER ouvre un autre jeu de données.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
DONNEES ?=
PORT ?= 8501

export INCLUSION_DONNEES := $(if $(DONNEES),$(abspath $(DONNEES)),$(INCLUSION_DONNEES))

.PHONY: aide lancer tester preparer
.DEFAULT_GOAL := aide

aide: ## cette aide
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

lancer: preparer ## ouvre l'observatoire sur http://localhost:8501
	@echo "Démarrage… l'observatoire s'ouvrira sur http://localhost:$(PORT)"
	@STREAMLIT_SERVER_PORT=$(PORT) STREAMLIT_LOGGER_LEVEL=warning $(PY) outils/lancer.py --ecriture-locale

preparer: $(VENV)/.installe
	@$(PY) -m inclusion preparer

tester: preparer $(VENV)/.installe-dev ## vérifie tout : style, types, couches, calculs, pages, navigateur
	@sh outils/chromium.sh
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/pytest -n auto --dist worksteal --ignore tests/navigateur
	$(VENV)/bin/pytest tests/navigateur

$(VENV)/.installe: requirements.txt
	@sh outils/venv.sh "$(PYTHON)" "$(VENV)"
	@echo "Installation des bibliothèques Python…"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installe-dev: requirements-dev.txt $(VENV)/.installe
	@echo "Installation des outils de test…"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
