"""Un document à emporter : des sections typées, que chaque format écrit à sa façon."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

import pandas as pd

from inclusion.model.chiffres import Chiffre, nature
from inclusion.model.francais import jour, nombre
from inclusion.model.provenance import Nature, Provenance
from inclusion.model.reponses import FondDeCarte
from inclusion.model.territoires import Territoire

MANQUE = "information manquante : "
SANS_ADRESSE = f"{MANQUE}l'adresse publique de l'observatoire (parametres.toml, [documents], adresse)"


def page_vivante(base: str, territoire: Territoire) -> str:
    """L'adresse de la synthèse d'un territoire, sous l'adresse publique de l'observatoire."""
    return f"{base.rstrip('/')}/?{urlencode({'territoire': territoire.libelle})}"


@dataclass(frozen=True)
class Nombre:
    """Un chiffre clé et son évolution depuis l'état précédent (`""` : sans état à comparer)."""

    chiffre: Chiffre
    tendance: str = ""


@dataclass(frozen=True, eq=False)
class Tableau:
    """Des lignes aux en-têtes français ; le document en montre les `montrees` premières, le classeur toutes.

    `decimales` : par colonne de nombres (0 à défaut) ; `poids` : la largeur relative de chaque colonne.
    """

    titre: str
    lignes: pd.DataFrame
    poids: tuple[float, ...]
    decimales: Mapping[str, int] = field(default_factory=dict)
    montrees: int = 10

    @property
    def entetes(self) -> list[str]:
        return [str(nom) for nom in self.lignes.columns]

    @property
    def numeriques(self) -> list[bool]:
        """Les colonnes de nombres, que l'on aligne à droite."""
        return [pd.api.types.is_numeric_dtype(self.lignes[nom]) for nom in self.lignes.columns]

    def cellules(self, montrees: int | None = None) -> list[list[str]]:
        """Les premières lignes, chaque case écrite en français ; une case vide se dit « non connu »."""
        tete = self.lignes.head(self.montrees if montrees is None else montrees)
        return [
            [
                _dite(valeur, self.decimales.get(str(nom), 0))
                for nom, valeur in zip(tete.columns, ligne, strict=True)
            ]
            for ligne in tete.itertuples(index=False, name=None)
        ]

    def reste(self, montrees: int | None = None) -> int:
        """Les lignes que le document ne montre pas."""
        return max(0, len(self.lignes) - (self.montrees if montrees is None else montrees))


def _dite(valeur: object, decimales: int) -> str:
    if isinstance(valeur, str):
        return valeur
    if valeur is None or pd.isna(valeur):
        return "non connu"
    if isinstance(valeur, date):
        return jour(valeur)
    return nombre(float(valeur), decimales=decimales)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Barres:
    """Un graphique à barres empilées : les catégories de haut en bas, une série par couleur."""

    titre: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[float, ...]], ...]
    unite: str

    @property
    def alt(self) -> str:
        """Ce que dit le graphique, pour qui ne le voit pas."""
        dits = [
            f"{categorie} : "
            + ", ".join(f"{nombre(valeurs[rang])} {serie.lower()}" for serie, valeurs in self.series)
            for rang, categorie in enumerate(self.categories)
        ]
        return f"{self.titre} ({self.unite}). {' ; '.join(dits)}."


@dataclass(frozen=True, eq=False)
class CarteImprimee:
    """Une carte des communes : la teinte de chacune (clé de `model.palette.TEINTES`), sa légende, des points.

    `legende` : (teinte, libellé), dans l'ordre ; `points` : latitude, longitude (EPSG:4326) des lieux ; `alt` : ce que
    dit la carte, pour qui ne la voit pas.
    """

    titre: str
    alt: str
    fond: FondDeCarte
    teintes: Mapping[str, str]
    legende: tuple[tuple[str, str], ...]
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Section:
    """Une partie d'un document : ce qu'elle dit, ce qu'elle montre, ce qui lui manque, d'où elle vient."""

    cle: str
    titre: str
    phrases: tuple[str, ...] = ()
    nombres: tuple[Nombre, ...] = ()
    visuel: CarteImprimee | Barres | None = None
    tableau: Tableau | None = None
    manques: tuple[str, ...] = ()
    sources: tuple[Provenance, ...] = ()

    @property
    def nature(self) -> Nature:
        """Une seule source de démonstration marque la section."""
        return nature(self.sources)

    @property
    def dits_manquants(self) -> list[str]:
        return [f"{MANQUE}{manque}" for manque in self.manques]

    @property
    def source(self) -> str:
        """« Sources : producteur (date) ; … », ou `""`."""
        dites = dict.fromkeys(f"{s.producteur} ({s.quand})" for s in self.sources if s.nature != "vide")
        return f"Sources : {' ; '.join(dites)}." if dites else ""


@dataclass(frozen=True, eq=False)
class Document:
    """Un document daté sur un territoire.

    `adresse` : le lien vers la page vivante (`""` : non connue) ; `compare_a` : l'état auquel il se compare, en clair (`""`
    : aucun).
    """

    titre: str
    territoire: Territoire
    a_date: date
    sections: tuple[Section, ...]
    adresse: str = ""
    compare_a: str = ""

    @property
    def perimetre(self) -> str:
        return self.territoire.titre

    @property
    def sources(self) -> tuple[Provenance, ...]:
        return tuple(dict.fromkeys(s for section in self.sections for s in section.sources))

    @property
    def nature(self) -> Nature:
        return nature(self.sources)

    def section(self, cle: str) -> Section:
        return next(s for s in self.sections if s.cle == cle)
