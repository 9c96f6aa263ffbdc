"""La provenance des données : le bandeau de retard, et les sources publiques que l'on peut prendre."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from inclusion.data.depots.fichiers import IllisibleError
from inclusion.data.instantanes import StockageError
from inclusion.data.sources import Source, SourceError
from inclusion.model.cadences import constats_dits
from inclusion.model.fautes import resume
from inclusion.model.francais import jour, pluriel
from inclusion.model.provenance import Provenance
from inclusion.model.schemas import Faute
from inclusion.views import cadres, filtres
from inclusion.views.markdown import inerte

PAGE = "pages/vues/provenance.py"


def bandeau(
    provenances: Sequence[Provenance], retards: Sequence[Provenance], fautes: Sequence[Faute] = ()
) -> None:
    """En tête de page, ce qu'il faut savoir avant de lire : lignes écartées, valeurs inventées, sources trop vieilles."""
    inventees = [p for p in provenances if p.nature == "demonstration"]
    if inventees or retards or fautes:
        with st.container(horizontal=True, gap="small"):
            _ecartees(fautes)
            _inventees(inventees)
            _en_retard(retards)


def _ecartees(fautes: Sequence[Faute]) -> None:
    if not fautes:
        return
    st.page_link(
        PAGE,
        label=inerte(f"{resume(fautes)} : le détail"),
        icon="⚠️",
        help="Aucun chiffre ne les compte. Où, et que corriger : page « Provenance », en tête.",
    )


def ecartees(fautes: Sequence[Faute]) -> None:
    """Ce que les fautes du jeu écartent, une par une."""
    if not fautes:
        return
    cadres.titre_section("Ce qui est écarté")
    st.warning(
        inerte(
            f"{resume(fautes)}. Aucun chiffre ne les compte. Corriger les fichiers nommés ci-dessous, "
            "puis recharger la page."
        ),
        icon="⚠️",
    )
    cadres.rapport_de_fautes(fautes)


def _inventees(inventees: Sequence[Provenance]) -> None:
    if not inventees:
        return
    st.page_link(
        PAGE,
        label=f"Démonstration dans {pluriel(len(inventees), 'table')}, à ne pas citer",
        icon="🧪",
        help=f"{inerte(', '.join(p.titre for p in inventees))}. Chaque chiffre qui en dépend porte la mention. "
        "Les retirer : `python -m inclusion demonstration retirer`.",
    )


def _en_retard(retards: Sequence[Provenance]) -> None:
    if not retards:
        return
    st.page_link(
        PAGE,
        label=f"{pluriel(len(retards), 'source plus vieille', 'sources plus vieilles')} que prévu",
        icon="⏳",
        help="Leur constat le plus récent dépasse leur cadence attendue : "
        + " ; ".join(f"{inerte(p.titre)} ({inerte(jour(p.dernier_constat))})" for p in retards),
    )


def retards(liste: Sequence[Provenance]) -> None:
    """Les sources en retard, une par une."""
    if not liste:
        st.success("Aucune source n'est plus vieille que sa cadence.")
        return
    lignes = [
        f"- **{inerte(p.titre)}** : {inerte(constats_dits(p))}, cadence attendue "
        f"{inerte(p.cadence)} ({inerte(p.producteur)})."
        for p in liste
    ]
    st.warning(
        f"{pluriel(len(liste), 'source est plus vieille', 'sources sont plus vieilles')} que prévu par leur cadence. "
        "Les chiffres qui en dépendent disent leur date ; ils peuvent ne plus être vrais.\n\n"
        + "\n".join(lignes),
        icon="⏳",
    )


def publiques(sources: Mapping[str, Source], *, permis: bool, prendre: Callable[[Source], str]) -> None:
    """Les sources publiques ; un bouton seulement si l'application a le droit d'aller sur Internet."""
    if not sources:
        st.info("Aucune source publique n'est décrite (sources.toml).", icon="🌐")
        return
    st.markdown(
        "\n".join(
            f"- **{inerte(s.libelle)}** ({inerte(s.producteur)}, {inerte(s.licence)}) : {inerte(s.nom)}"
            for s in sources.values()
        )
    )
    if not permis:
        st.caption(
            "Cette application n'appelle aucune adresse extérieure. Depuis un poste qui a Internet : "
            "`python -m inclusion actualiser NOM --enregistrer`. Pour un bouton ici : « [sources] » puis "
            "« internet = true » dans parametres.toml."
        )
        return
    nom = filtres.parmi("Source à prendre", "source", {s.nom: s.libelle for s in sources.values()})
    st.button(
        "Télécharger, contrôler et enregistrer",
        icon="🌐",
        on_click=_prendre,
        args=(prendre, sources[nom]),
        help="Part sur Internet, vers l'adresse de cette source et nulle part ailleurs.",
    )


def _prendre(prendre: Callable[[Source], str], source: Source) -> None:
    try:
        fait = prendre(source)
    except (SourceError, IllisibleError, StockageError) as erreur:
        st.error(inerte(str(erreur)), icon="🌐")
    else:
        st.success(inerte(fait), icon="🌐")
