"""Les séries d'un graphique plotly, redessinées par matplotlib : barres, cascade, matrice, courbes, points."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib import dates as temps
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

TIRETS = {"solid": "-", "dash": "--", "dot": ":", "dashdot": "-.", "longdash": (0, (8, 3))}
SYMBOLES = {
    "circle": "o", "diamond": "D", "square": "s", "circle-open": "o", "line-ew-open": "_", "line-ns-open": "|",
    "triangle-up": "^", "triangle-down": "v", "cross": "P", "x": "X", "star": "*", "hexagon": "h", "pentagon": "p",
}  # fmt: skip
MOTIFS = {"/": "//", "x": "xx", ".": "..", "-": "--", "|": "||", "\\": "\\\\", "+": "++"}
CORPS = 9
JOUR_MS = 86_400_000


@dataclass
class Axe:
    """Un axe : des nombres, des jours, ou des catégories dans l'ordre où elles se lisent."""

    dates: bool
    categories: list[str]

    def lire(self, valeurs: Sequence[Any]) -> list[float]:
        """Les positions ; manquant : NaN."""
        return [self._une(v) for v in valeurs]

    def _une(self, valeur: Any) -> float:
        if valeur is None:
            return float("nan")
        if self.dates:
            return float(temps.datestr2num(str(valeur)))
        return float(self.categories.index(valeur)) if isinstance(valeur, str) else float(valeur)


def texte(dit: Any) -> str:
    """Un texte de plotly sans ses balises."""
    return html.unescape(re.sub(r"<[^>]+>", "", str(dit).replace("<br>", "\n")))


def teinte(couleur: Any) -> Any:
    """Une couleur de plotly : « rgba » compris."""
    if isinstance(couleur, str) and couleur.startswith("rgb"):
        valeurs = [float(v) for v in re.findall(r"[\d.]+", couleur)]
        return (*(v / 255 for v in valeurs[:3]), *(valeurs[3:] or [1.0]))
    return couleur


def barres(  # noqa: PLR0917 une série de barres
    axes: Axes,
    trace: Mapping[str, Any],
    deux: tuple[Axe, Axe],
    couleur: str,
    encre: str,
    debuts: dict[float, float],
) -> None:
    """Des barres, empilées si `debuts` retient les précédentes ; leur texte au bout ou au milieu."""
    couchee = trace.get("orientation") == "h"
    cote, mesure = ("y", "x") if couchee else ("x", "y")
    place, echelle = (deux[1], deux[0]) if couchee else deux
    ou = place.lire(trace[cote])
    longs = [0.0 if v is None else float(v) / (JOUR_MS if echelle.dates else 1) for v in trace[mesure]]
    bases = echelle.lire(trace["base"]) if "base" in trace else [debuts.get(p, 0.0) for p in ou]
    marque = trace.get("marker", {})
    fond = marque.get("color", couleur)
    style: dict[str, Any] = {
        "color": [teinte(c) for c in fond] if isinstance(fond, list) else teinte(fond),
        "alpha": marque.get("opacity"),
        "hatch": MOTIFS.get(marque.get("pattern", {}).get("shape", "")),
        "edgecolor": teinte(marque.get("line", {}).get("color", encre)) if marque.get("pattern") else None,
        "linewidth": 0.4,
    }
    posees = (
        axes.barh(ou, longs, left=bases, height=0.7, **style)
        if couchee
        else axes.bar(ou, longs, bottom=bases, width=0.7, **style)
    )
    posees.set_label(texte(trace.get("name", "")))
    for p, b, long in zip(ou, bases, longs, strict=True):
        debuts[p] = b + long
    if trace.get("text"):
        dehors = trace.get("textposition") == "outside"
        dits = [texte(t) for t in trace["text"]]
        ecrits = axes.bar_label(
            posees,
            dits,
            label_type="edge" if dehors else "center",
            fontsize=CORPS - 1,
            padding=3 if dehors else 0,
        )
        for dit in ecrits:
            dit.set_color(encre)
            if not dehors:
                dit.set_bbox(
                    {"facecolor": axes.figure.get_facecolor(), "edgecolor": "none", "alpha": 0.8, "pad": 1}
                )


def cascade(axes: Axes, trace: Mapping[str, Any], place: Axe, encre: str) -> None:
    """Des marches couchées : ce qui ajoute, ce qui retire."""
    cumul = 0.0
    for p, valeur, mesure, dit in zip(
        place.lire(trace["y"]), trace["x"], trace["measure"], trace["text"], strict=True
    ):
        debut = 0.0 if mesure == "absolute" else cumul
        cle = "totals" if mesure == "absolute" else "increasing" if valeur >= 0 else "decreasing"
        axes.barh([p], [valeur], left=[debut], height=0.6, color=trace[cle]["marker"]["color"])
        cumul = debut + valeur
        axes.annotate(texte(dit), (max(debut, cumul), p), xytext=(4, 0), textcoords="offset points", va="center",
                      fontsize=CORPS - 1, color=encre)  # fmt: skip


def matrice(axes: Axes, trace: Mapping[str, Any], encre: str) -> None:
    """Des cases colorées et écrites."""
    z = np.array(trace["z"], dtype=float)
    etendue = (trace.get("zmin", np.nanmin(z)), trace.get("zmax", np.nanmax(z)))
    echelle = LinearSegmentedColormap.from_list(
        "cases", [(float(p), teinte(c)) for p, c in trace["colorscale"]]
    )
    axes.pcolormesh(np.arange(z.shape[1] + 1) - 0.5, np.arange(z.shape[0] + 1) - 0.5, z, cmap=echelle,
                    vmin=etendue[0], vmax=etendue[1], edgecolors=axes.figure.get_facecolor(), linewidth=2)  # fmt: skip
    for ligne, rangee in enumerate(trace.get("text", [])):
        for colonne, dit in enumerate(rangee):
            axes.text(
                colonne,
                ligne,
                texte(dit),
                ha="center",
                va="center",
                fontsize=CORPS - 1,
                color=encre,
            )


def courbe(axes: Axes, trace: Mapping[str, Any], deux: tuple[Axe, Axe], couleur: str) -> None:
    """Une courbe, une aire, des points, et leurs fourchettes."""
    x, y = deux[0].lire(trace["x"]), deux[1].lire(trace["y"])
    trait, marque = trace.get("line", {}), trace.get("marker", {})
    mode = trace.get("mode", "lines")
    teintee = teinte(trait.get("color", marque.get("color", couleur)))
    if "error_x" in trace or "error_y" in trace:
        _ecarts(axes, trace, x, y, couleur)
    if trace.get("fill", "none") != "none":
        socle = _socle(axes, x) if trace["fill"] == "tonexty" else [0.0] * len(x)
        axes.fill_between(x, socle, y, color=teinte(trace.get("fillcolor", couleur)), linewidth=0)
    if "lines" in mode:
        largeur = trait.get("width", 2)
        axes.plot(x, y, color=teintee, linewidth=largeur, linestyle=TIRETS.get(trait.get("dash", "solid"), "-"),
                  label=texte(trace.get("name", "")) if trace.get("showlegend", True) else "")  # fmt: skip
    if "markers" in mode:
        _points(axes, trace, x, y, couleur)


def _points(
    axes: Axes, trace: Mapping[str, Any], x: Sequence[float], y: Sequence[float], couleur: str
) -> None:
    marque = trace.get("marker", {})
    symboles, tailles, teintes = (
        lue if isinstance(lue := marque.get(nom, defaut), list) else [lue] * len(x)
        for nom, defaut in (("symbol", "circle"), ("size", 7), ("color", couleur))
    )
    seul = "lines" not in trace.get("mode", "") and trace.get("showlegend", True)
    for rang, (a, b, symbole, taille, c) in enumerate(zip(x, y, symboles, tailles, teintes, strict=True)):
        vide = str(symbole).endswith("-open")
        axes.plot([a], [b], linestyle="", marker=SYMBOLES.get(str(symbole), "o"), markersize=0.75 * float(taille),
                  color=teinte(c), markerfacecolor="none" if vide else teinte(c), clip_on=False, zorder=3,
                  label=texte(trace.get("name", "")) if seul and not rang else "")  # fmt: skip


def _ecarts(
    axes: Axes, trace: Mapping[str, Any], x: Sequence[float], y: Sequence[float], couleur: str
) -> None:
    for nom in ("x", "y"):
        if ecart := trace.get(f"error_{nom}"):
            trait: dict[str, Any] = {
                "ecolor": teinte(ecart.get("color", couleur)),
                "elinewidth": ecart.get("thickness", 2),
            }
            bornes: dict[str, Any] = {f"{nom}err": [ecart["arrayminus"], ecart["array"]]}
            axes.errorbar(x, y, linestyle="", **trait, **bornes)


def _socle(axes: Axes, x: Sequence[float]) -> Any:
    """La courbe d'avant, aux mêmes abscisses."""
    precedente = axes.get_lines()[-1]
    return np.interp(x, np.asarray(precedente.get_xdata(), float), np.asarray(precedente.get_ydata(), float))
