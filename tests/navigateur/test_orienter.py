"""Orienter une personne, de la première question à la fiche imprimée, au téléphone et au clavier seul."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request, WebSocket, expect

PRENOM, NOTES, AUTEUR = "Zébulonne", "Vient avec sa fille, rappeler jeudi", "Accueil de la mairie"
ACTIF = """() => {
  let n = document.activeElement;
  while (n && n.shadowRoot && n.shadowRoot.activeElement) n = n.shadowRoot.activeElement;
  if (!n || n.tagName === 'MAIN') return '';
  const etiquettes = n.labels ? [...n.labels].map(l => l.innerText) : [];
  return [n.getAttribute('aria-label') || '', ...etiquettes, n.innerText || '', n.value || ''].join(' ').trim();
}"""
SANS_IMPRIMANTE = "window.impressions = 0; window.print = () => { window.impressions += 1; };"
FICHE = "document.getElementById('fiche-d-orientation')"
FEUILLE = f"{FICHE}.shadowRoot.querySelector('.feuille')"


def tabuler(page: Page, motif: str, *, au_plus: int = 80) -> None:
    """Appuie sur Tab jusqu'à l'élément qui porte ce nom ; échoue s'il n'est pas atteint."""
    vus = []
    for _ in range(au_plus):
        page.keyboard.press("Tab")
        vus.append(page.evaluate(ACTIF))
        if re.search(motif, vus[-1]):
            return
    pytest.fail(f"Tab n'atteint pas « {motif} » ; vus : {vus}")


def choisir(visite: Any, motif: str, frappe: str, attendu: str) -> None:
    """Au clavier : atteint une liste déroulante, y tape, valide ; attend que l'adresse le dise."""
    page = visite.page
    tabuler(page, motif)
    page.keyboard.type(frappe)
    page.get_by_role("option", name=re.compile(frappe)).first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(attendu), wait_until="commit")
    visite.calme()


@pytest.fixture
def telephone(visiteur: Callable[..., Any], adresse: str) -> Any:
    """Un téléphone dont on écoute tout ce qui part et tout ce qui arrive."""
    visite = visiteur(adresse, largeur=390, hauteur=844)
    visite.passe = []
    visite.page.add_init_script(SANS_IMPRIMANTE)

    def ecouter(prise: WebSocket) -> None:
        prise.on("framesent", lambda trame: visite.passe.append(_octets(trame)))
        prise.on("framereceived", lambda trame: visite.passe.append(_octets(trame)))

    def noter(requete: Request) -> None:
        visite.passe.append(requete.url.encode() + (requete.post_data_buffer or b""))

    visite.page.on("websocket", ecouter)
    visite.page.on("request", noter)
    return visite


def _octets(trame: str | bytes) -> bytes:
    return trame if isinstance(trame, bytes) else trame.encode()


def dit_a_quelqu_un(visite: Any, *mots: str) -> list[str]:
    """Les mots que l'on retrouve dans une requête, une trame, l'adresse, un cookie ou un stockage du navigateur."""
    garde = visite.page.evaluate(
        "JSON.stringify([location.href, document.cookie, {...localStorage}, {...sessionStorage}, history.state])"
    )
    tout = b"\n".join([*visite.passe, garde.encode()])
    return [mot for mot in mots if mot.encode() in tout]


def pages_a4(pdf: bytes) -> tuple[int, bool]:
    """(nombre de pages, toutes en A4) : Chromium écrit ses objets de page sans les compresser."""
    boites = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    a4 = all(abs(float(largeur) - 595) < 2 and abs(float(hauteur) - 842) < 2 for largeur, hauteur in boites)
    return len(re.findall(rb"/Type\s*/Page\b", pdf)), bool(boites) and a4


def test_du_besoin_a_la_fiche_imprimee_au_telephone_et_au_clavier_seul(telephone: Any) -> None:
    page = telephone.ouvrir("/orienter")
    # Le besoin
    tabuler(page, "Je ne sais pas encore")
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile("besoin=Aide"), wait_until="commit")
    telephone.calme()
    # Où
    choisir(telephone, "Sa commune", "Carpentras", "territoire=Carpentras")
    # Quand
    choisir(telephone, "Moment de la journée", "Le matin", "demi_journee=matin")
    expect(page.get_by_role("heading", level=5, name=re.compile(r"^1\. "))).to_be_visible()
    # La fiche
    tabuler(page, "Prénom")
    page.keyboard.type(PRENOM)
    tabuler(page, "Notes")
    page.keyboard.type(NOTES)
    tabuler(page, "Orienté par")
    page.keyboard.type(AUTEUR)
    tabuler(page, "Imprimer")
    page.keyboard.press("Enter")
    assert page.evaluate("window.impressions") == 1
    # Ce qui s'imprime
    page.emulate_media(media="print")
    feuille = page.evaluate(f"{FEUILLE}.textContent").replace("\u00a0", " ")
    for attendu in (PRENOM, NOTES, AUTEUR, "Carpentras", "le matin", "min en voiture", "Aide aux démarches"):
        assert attendu in feuille
    assert page.locator('[data-testid="stApp"]').is_hidden(), "l'application ne s'imprime pas"
    assert pages_a4(page.pdf(prefer_css_page_size=True)) == (1, True)
    # Rien n'en est sorti
    page.emulate_media(media="screen")
    assert len(telephone.passe) > 20, "l'écoute fonctionne"
    assert dit_a_quelqu_un(telephone, "Carpentras") == ["Carpentras"], "l'écoute lit bien les trames"
    assert dit_a_quelqu_un(telephone, PRENOM, "rappeler jeudi", AUTEUR) == []
    assert telephone.exterieures == []
    assert telephone.erreurs == []
    # La personne suivante
    tabuler(page, "Tout effacer", au_plus=3)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Prénom")).to_have_value("")
    assert PRENOM not in page.evaluate(f"{FEUILLE}.textContent")


def test_a_la_voix_et_au_clavier_rien_n_est_nomme_en_anglais(telephone: Any) -> None:
    page = telephone.ouvrir("/orienter", territoire="Carpentras (84031)")
    page.keyboard.press("Tab")
    assert page.evaluate(ACTIF) == "Aller au contenu"
    noms = page.evaluate(
        "[...document.querySelectorAll('[aria-label]')].map(n => n.getAttribute('aria-label'))"
    )
    anglais = (
        r"\b(Help for|Link to|Sidebar|sidebar|App pages|Choose an|Open|Search|Fullscreen|Show|progress)\b"
    )
    assert len(noms) > 10
    assert [nom for nom in noms if re.search(anglais, nom)] == []


def test_changer_la_demande_garde_la_saisie_et_ne_l_envoie_pas(telephone: Any) -> None:
    page = telephone.ouvrir(
        "/orienter", territoire="Carpentras (84031)", besoin="Aide aux démarches administratives"
    )
    page.get_by_label("Prénom").fill(PRENOM)
    page.get_by_text("Illettrisme", exact=True).click()
    page.wait_for_url(re.compile("prise_en_charge=Illettrisme"), wait_until="commit")
    telephone.calme()
    expect(page.get_by_label("Prénom")).to_have_value(PRENOM)
    page.wait_for_function(f"{FEUILLE}.textContent.includes('Illettrisme')")
    assert PRENOM in page.evaluate(f"{FEUILLE}.textContent")
    assert page.evaluate("document.querySelectorAll('#fiche-d-orientation').length") == 1
    assert dit_a_quelqu_un(telephone, PRENOM) == []


def test_une_fiche_bavarde_tient_encore_sur_une_page(telephone: Any) -> None:
    page = telephone.ouvrir(
        "/orienter", territoire="Carpentras (84031)", besoin="Aide aux démarches administratives"
    )
    page.get_by_label("Prénom").fill("W" * 40)
    page.get_by_label(re.compile("^Notes")).fill("mot\n" * 12 + "long texte " * 32)
    page.get_by_label("Orienté par").fill("W" * 80)
    assert pages_a4(page.pdf(prefer_css_page_size=True)) == (1, True)


def test_trois_lieux_au_plus_et_au_moins_un_sur_la_fiche(telephone: Any) -> None:
    page = telephone.ouvrir(
        "/orienter", territoire="Carpentras (84031)", prise_en_charge="Surdité", trajet="60"
    )
    cases = page.locator('fieldset input[type="checkbox"]')
    expect(cases).to_have_count(3)
    for rang in range(3):
        cases.nth(rang).uncheck()
    expect(page.get_by_role("button", name=re.compile("Imprimer"))).to_be_disabled()
    cases.nth(1).check()
    expect(page.get_by_role("button", name=re.compile("Imprimer"))).to_be_enabled()
    assert page.evaluate(f"{FEUILLE}.querySelectorAll('.lieu').length") == 1


def test_une_autre_page_s_imprime_telle_quelle(telephone: Any) -> None:
    page = telephone.ouvrir("/orienter", territoire="Carpentras (84031)")
    page.wait_for_function(f"!!{FICHE}")
    page.get_by_role("link", name="Fiche complète et carte").first.click()
    page.wait_for_url(re.compile("/carte"), wait_until="commit")
    telephone.attendre()
    page.wait_for_function(f"!{FICHE}")


@pytest.mark.parametrize(
    ("latitude", "longitude", "suite"),
    [(44.05537, 5.04813, "Commune trouvée : Carpentras"), (48.85661, 2.35222, "hors du département")],
)
def test_la_position_ne_quitte_pas_le_navigateur(
    latitude: float, longitude: float, suite: str, telephone: Any
) -> None:
    contexte = telephone.page.context
    contexte.grant_permissions(["geolocation"])
    contexte.set_geolocation({"latitude": latitude, "longitude": longitude, "accuracy": 12})
    page = telephone.ouvrir("/orienter")
    page.get_by_role("button", name=re.compile("par la position")).click()
    page.get_by_text(suite).wait_for()
    if "Carpentras" in suite:
        page.wait_for_url(re.compile("territoire=Carpentras"), wait_until="commit")
        page.get_by_role("heading", name="Carpentras").first.wait_for()
    telephone.calme()
    assert dit_a_quelqu_un(telephone, str(latitude), str(longitude)) == []
    contexte.clear_permissions()


def test_sans_autorisation_la_page_le_dit_et_la_liste_reste(telephone: Any) -> None:
    telephone.page.context.clear_permissions()
    page = telephone.ouvrir("/orienter")
    page.get_by_role("button", name=re.compile("par la position")).click()
    page.get_by_text("choisir la commune dans la liste").wait_for()


def test_la_jauge_reste_sous_les_yeux_d_un_bout_a_l_autre(telephone: Any) -> None:
    page = telephone.ouvrir("/orienter", territoire="Carpentras (84031)")
    barre = page.get_by_role("progressbar")
    for y in (0, 1500, 100_000):
        page.locator('[data-testid="stMain"]').evaluate("(n, y) => n.scrollTo(0, y)", y)
        expect(barre).to_be_in_viewport()
    principal = page.locator('[data-testid="stMain"]')
    assert principal.evaluate("n => n.scrollWidth <= n.clientWidth"), "aucun défilement horizontal"
