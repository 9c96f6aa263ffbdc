"""Un graphique de l'écran, redessiné par matplotlib d'après la figure plotly même que le navigateur reçoit."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib import dates as temps
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from inclusion.exports import images_flux
from inclusion.exports.images_series import (
    CORPS,
    TIRETS,
    Axe,
    barres,
    cascade,
    courbe,
    matrice,
    teinte,
    texte,
)
from inclusion.model.francais import nombre
from inclusion.model.palette import SERIES

COLONNES_LEGENDE, RANG_LEGENDE_PO = 4, 0.21


def dessiner(axes: Axes, figure: Mapping[str, Any], encre: str) -> None:
    """Barres, courbes, points, matrices, cascades et flux ; les axes, repères et annotations de la figure."""
    traces, page = figure["data"], figure["layout"]
    axes.set_facecolor("none")
    if traces and traces[0]["type"] == "sankey":
        images_flux.dessiner(axes, traces[0], encre)
        return
    x, y = (_axe(traces, page, nom) for nom in "xy")
    couleurs = page.get("colorway") or SERIES
    debuts: dict[float, float] = {}
    for rang, trace in enumerate(traces):
        couleur = couleurs[rang % len(couleurs)]
        match trace["type"]:
            case "bar":
                barres(axes, trace, (x, y), couleur, encre, debuts if page.get("barmode") == "stack" else {})
            case "waterfall":
                cascade(axes, trace, y, encre)
            case "heatmap":
                matrice(axes, trace, encre)
            case _:
                courbe(axes, trace, (x, y), couleur)
    _reperes(axes, page, (x, y))
    _axes(axes, page, (x, y), encre)
    _legende(axes, traces, page, encre)


def _axe(traces: Sequence[Mapping[str, Any]], page: Mapping[str, Any], nom: str) -> Axe:
    reglages = page.get(f"{nom}axis", {})
    if reglages.get("type") == "date":
        return Axe(True, [])
    lues = [v for t in traces for v in t.get(nom, []) if isinstance(v, str)]
    return Axe(False, list(dict.fromkeys([*reglages.get("categoryarray", []), *lues])))


def _reperes(axes: Axes, page: Mapping[str, Any], deux: tuple[Axe, Axe]) -> None:
    for repere in page.get("shapes", []):
        trait = repere.get("line", {})
        axes.axvline(deux[0].lire([repere["x0"]])[0], color=teinte(trait.get("color")), linewidth=trait.get("width", 1),
                     linestyle=TIRETS.get(trait.get("dash", "solid"), "-"), zorder=1)  # fmt: skip
    for note in page.get("annotations", []):
        relatif = note.get("yref") == "paper"
        ou = (deux[0].lire([note["x"]])[0], note["y"] if relatif else deux[1].lire([note["y"]])[0])
        axes.annotate(
            texte(note["text"]), ou, xycoords=("data", "axes fraction" if relatif else "data"),
            xytext=(0, note.get("yshift", 0)), textcoords="offset points", fontsize=CORPS - 1,
            rotation=-note.get("textangle", 0), ha=note.get("xanchor", "center"),
            va={"middle": "center"}.get(note.get("yanchor", ""), note.get("yanchor", "center")),
            color=note.get("font", {}).get("color"), annotation_clip=False,
            bbox={"facecolor": fond, "edgecolor": "none", "pad": 1} if (fond := note.get("bgcolor")) else None,
        )  # fmt: skip


def _axes(axes: Axes, page: Mapping[str, Any], deux: tuple[Axe, Axe], encre: str) -> None:
    for nom, axe, regle in zip("xy", deux, (axes.xaxis, axes.yaxis), strict=True):
        reglages = page.get(f"{nom}axis", {})
        if not axe.dates and not axe.categories:
            _graduer(regle, reglages)
        if axe.dates:
            regle.set_major_locator(temps.AutoDateLocator(maxticks=8))
            regle.set_major_formatter(temps.DateFormatter(reglages.get("tickformat", "%m/%Y")))
        if axe.categories:
            dits = dict(zip(reglages.get("tickvals", []), reglages.get("ticktext", []), strict=False))
            pas = -(-len(axe.categories) // reglages["nticks"]) if "nticks" in reglages else 1
            rangs = range(0, len(axe.categories), pas)
            regle.set_ticks(
                list(rangs), [texte(dits.get(axe.categories[r], axe.categories[r])) for r in rangs]
            )
        if reglages.get("side") == "top":
            axes.xaxis.tick_top()
        if "range" in reglages:
            (axes.set_xlim if nom == "x" else axes.set_ylim)(*axe.lire(reglages["range"]))
        elif reglages.get("autorange") == "reversed":
            regle.set_inverted(True)
        elif reglages.get("rangemode") == "tozero":
            (axes.set_xlim if nom == "x" else axes.set_ylim)(0, None)
        regle.set_visible(reglages.get("visible", True))
        regle.set_tick_params(
            labelsize=CORPS - 1,
            colors=encre,
            length=0,
            rotation=60 if reglages.get("tickangle") == -60 else 0,
        )
        regle.set_label_text(texte(reglages.get("title", {}).get("text", "")), fontsize=CORPS, color=encre)
    for cote, trait in axes.spines.items():
        trait.set_visible(
            cote in {"left", "bottom"} and page.get(f"{'xy'[cote == 'left']}axis", {}).get("visible", True)
        )
        trait.set_color(encre)


def _graduer(regle: Axis, reglages: Mapping[str, Any]) -> None:
    """Des nombres à la française, entiers si l'écran les veut entiers, au pas qu'il demande."""
    regle.set_major_formatter(FuncFormatter(lambda valeur, _: graduation(float(valeur))))
    if "dtick" in reglages:
        regle.set_major_locator(MultipleLocator(reglages["dtick"]))
    elif reglages.get("tickformat") == ",d":
        regle.set_major_locator(MaxNLocator(integer=True))


def graduation(valeur: float) -> str:
    """`10000` → « 10 000 », `98.25` → « 98,25 »."""
    return nombre(valeur, decimales=next((d for d in range(3) if abs(valeur - round(valeur, d)) < 1e-9), 3))


def haut_de_legende_po(figure: Mapping[str, Any]) -> float:
    """La hauteur que prennent, au-dessus du dessin, la légende et les graduations du haut (pouces)."""
    rangs = -(-len(_nommees(figure["data"])) // COLONNES_LEGENDE) if len(_nommees(figure["data"])) > 1 else 0
    return RANG_LEGENDE_PO * rangs + _graduations_du_haut_po(figure["layout"])


def _graduations_du_haut_po(page: Mapping[str, Any]) -> float:
    return 0.28 if page.get("xaxis", {}).get("side") == "top" else 0.06


def _nommees(traces: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [t for t in traces if t.get("name") and t.get("showlegend", True)]


def _legende(axes: Axes, traces: Sequence[Mapping[str, Any]], page: Mapping[str, Any], encre: str) -> None:
    """La légende, si plusieurs séries se nomment, au-dessus des graduations."""
    if len(_nommees(traces)) > 1:
        haut_po = axes.get_position().height * float(axes.figure.get_size_inches()[1])  # type: ignore[union-attr]
        axes.legend(
            loc="lower left",
            bbox_to_anchor=(0, 1 + _graduations_du_haut_po(page) / haut_po),
            borderaxespad=0,
            ncols=COLONNES_LEGENDE,
            fontsize=CORPS - 1,
            frameon=False,
            labelcolor=encre,
        )
