"""Import de 20 000 lieux : lire, contrôler, fusionner, écrire l'instantané (moins de dix secondes attendues).

.venv/bin/python -m bancs.import_lieux [LIEUX]
"""

import csv
import random
import sys
import tempfile
from datetime import date
from io import StringIO
from itertools import pairwise
from pathlib import Path
from time import perf_counter, process_time

from inclusion.data.depots.controle import controler
from inclusion.data.depots.importation import apport, verser
from inclusion.data.instantanes import copier, empreinte
from inclusion.data.lecture import JEU_EMBARQUE, Jeu, load_jeu
from inclusion.model.schemas import schemas

LIEUX = 20_000
LIMITE_S = 10.0
GRAINE = 84


def fichier(jeu: Jeu, combien: int) -> bytes:
    """Un CSV au schéma national, avec les défauts ordinaires : codes à quatre chiffres, téléphones, dates françaises."""
    hasard = random.Random(GRAINE)  # noqa: S311 des lieux d'essai, pas un secret
    communes = list(
        jeu["communes"][["code_insee", "nom", "codes_postaux", "chef_lieu"]].itertuples(index=False)
    )
    sortie = StringIO()
    ecrivain = csv.DictWriter(sortie, schemas()["lieux"].colonnes[:32], restval="")
    ecrivain.writeheader()
    for rang in range(combien):
        commune = hasard.choice(communes)
        ecrivain.writerow(
            {
                "id": f"banc-{rang}",
                "nom": f"Lieu d'essai {rang}",
                "commune": hasard.choice([commune.nom, commune.nom.upper()]),
                "code_postal": commune.codes_postaux.split("|")[0],
                "code_insee": hasard.choice([commune.code_insee, ""]),
                "adresse": f"{rang} rue d'essai",
                "latitude": f"{commune.chef_lieu.y + hasard.uniform(-0.005, 0.005):.6f}",
                "longitude": f"{commune.chef_lieu.x + hasard.uniform(-0.005, 0.005):.6f}",
                "telephone": hasard.choice(["04 90 00 00 00", "+33490000000", ""]),
                "services": "Maîtrise des outils numériques du quotidien|Aide aux démarches administratives",
                "horaires": "Mo-Fr 09:00-12:00",
                "date_maj": hasard.choice(["2026-01-31", "31/01/2026"]),
            }
        )
    return sortie.getvalue().encode("utf-8")


def main() -> int:
    combien = int(sys.argv[1]) if len(sys.argv) > 1 else LIEUX
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire) / "jeu"
        copier(JEU_EMBARQUE, dossier)
        octets = fichier(load_jeu(dossier), combien)
        processeur, instants = process_time(), [perf_counter()]
        jeu, attendu = load_jeu(dossier), empreinte(dossier)
        instants.append(perf_counter())
        lu = controler(octets, jeu=jeu, a_date=date(2026, 11, 23), nom="banc.csv")
        instants.append(perf_counter())
        a_verser = apport(
            "lieux", lu.table, source="banc", date_donnees=None, nature="demonstration", remplacer=False
        )
        fait = verser(dossier, [a_verser], jeu=jeu, attendu=attendu, nom="banc.csv")
        instants.append(perf_counter())
    processeur = process_time() - processeur
    durees = [fin - debut for debut, fin in pairwise(instants)]
    total = sum(durees)
    print(f"{combien} lieux, {lu.lignes_gardees} gardés, {len(lu.anomalies)} anomalies")
    for quoi, duree in zip(("lire le jeu", "contrôler", "fusionner et écrire"), durees, strict=True):
        print(f"  {quoi:<20} {duree:6.2f} s")
    print(f"  {'total':<20} {total:6.2f} s (limite {LIMITE_S:.0f} s), dont {processeur:.2f} s de processeur")
    return 0 if fait.instantane and total < LIMITE_S else 1


if __name__ == "__main__":
    sys.exit(main())
