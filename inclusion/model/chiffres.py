"""Un chiffre à montrer : jamais sans unité, phrase, définition, source ni date."""

from dataclasses import dataclass, replace

import pandas as pd

from inclusion.model.francais import INSECABLE, accordee, nombre, part_ecrite
from inclusion.model.provenance import Nature, Provenance

SANS_OBJET = "sans objet"

INCHANGE, MOINS = "inchangé", "−"


@dataclass(frozen=True)
class Chiffre:
    """Une valeur et tout ce qui permet de la croire.

    `valeur` None = non connue, ou sans objet si `sans_objet` dit pourquoi (« aucun poste vacant ici. ») ; `phrase` dit le
    numérateur et le dénominateur ; `repere` compare au département ; `avant` est la valeur du dernier état enregistré,
    celui du jour `avant_le` ; `sources` sont les provenances dont la valeur dépend.
    """

    cle: str
    libelle: str
    valeur: float | None
    unite: str
    phrase: str
    definition: str
    sources: tuple[Provenance, ...]
    decimales: int = 0
    repere: str = ""
    date_constat: str = ""
    avant: float | None = None
    avant_le: str = ""
    sans_objet: str = ""

    @property
    def nature(self) -> Nature:
        """Sans valeur, un chiffre est « sans donnée », s'il n'est pas sans objet ; sinon la nature de ses sources."""
        return "vide" if self.valeur is None and not self.sans_objet else nature(self.sources)

    @property
    def ecrite(self) -> str:
        """La valeur en français, sans son unité ; d'une part à une décimale, presque tout n'est pas tout."""
        if self.valeur is not None and self.unite.startswith("%") and self.decimales == 1:
            return part_ecrite(self.valeur / 100).removesuffix(f"{INSECABLE}%")
        if self.valeur is None and self.sans_objet:
            return SANS_OBJET
        return nombre(self.valeur, decimales=self.decimales)

    @property
    def valeur_et_unite(self) -> tuple[str, str]:
        """Le nombre écrit, et l'unité à dire ensuite : « 99,6 % » et « des habitants », « 26 » et « espaces »."""
        if self.valeur is None:
            return self.ecrite, self.unite
        if not self.unite.startswith("%"):
            return self.ecrite, accordee(round(self.valeur, self.decimales), self.unite)
        return f"{self.ecrite}{INSECABLE}%", self.unite.removeprefix("%").strip()

    def ecart_ecrit(self, ecart: float) -> str:
        """La grandeur d'un écart, sans son signe : « 3 », et « 20,3 points » entre deux parts en %."""
        dit = nombre(abs(ecart), decimales=self.decimales)
        if not self.unite.startswith("%"):
            return dit
        return f"{dit}{INSECABLE}{accordee(round(ecart, self.decimales), 'points')}"

    def evolution(self, avant: float | None) -> str:
        """« +2 », « −1,5 point », « inchangé » : l'écart des deux valeurs telles qu'on les lit ; `""` si l'une manque."""
        if avant is None or self.valeur is None:
            return ""
        ecart = round(float(self.valeur), self.decimales) - round(float(avant), self.decimales)
        if not ecart:
            return INCHANGE
        return f"{'+' if ecart > 0 else MOINS}{self.ecart_ecrit(ecart)}"

    def sans_repere(self) -> "Chiffre":
        """Le même chiffre, sans comparaison (pour le département lui-même)."""
        return replace(self, repere="")


@dataclass(frozen=True)
class Vigilance:
    """Un point de vigilance : combien, de quoi, et les filtres qui en ouvrent la liste."""

    phrase: str
    effectif: int
    page: str
    filtres: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Classe:
    """Une classe de légende : son libellé, ses bornes, son effectif, son rang (None = sans donnée)."""

    libelle: str
    effectif: int
    rang: int | None


@dataclass(frozen=True, eq=False)
class Aplat:
    """Une variable par commune, découpée en classes aux bornes figées.

    `valeurs` : code_insee, nom, valeur, rang (Int64), texte (la valeur écrite en français).
    """

    titre: str
    lecture: str
    unite: str
    valeurs: pd.DataFrame
    classes: tuple[Classe, ...]
    sources: tuple[Provenance, ...]


def nature(sources: tuple[Provenance, ...]) -> Nature:
    """La nature d'un résultat : une seule source de démonstration suffit à le marquer ; à défaut, une simulation."""
    natures = {source.nature for source in sources}
    if "demonstration" in natures:
        return "demonstration"
    if "simulation" in natures:
        return "simulation"
    return "vide" if natures == {"vide"} else "reel"
