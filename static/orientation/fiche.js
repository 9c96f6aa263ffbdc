/* La fiche d'orientation : remplie et imprimée dans le navigateur. Ce composant ne renvoie RIEN au serveur (ni état,
   ni déclencheur) : le prénom et les notes ne quittent pas la page. Tout texte passe par textContent. */
const HAUTEUR_PX = (273 * 96) / 25.4; // A4 moins deux marges de 12 mm
const TAILLES_PT = [11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7];
const AU_PLUS = 3;
const HOTE = "fiche-d-orientation";

// Une ligne ne se coupe ni devant une ponctuation haute, ni dans une heure ou une plage d'heures.
function insecable(texte) {
  return texte.replace(/ ([:;!?»])/g, "\u00a0$1").replace(/« /g, "«\u00a0").replace(/(\d) h/g, "$1\u00a0h")
    .replace(/h (\d\d)/g, "h\u00a0$1").replace(/ – /g, "\u00a0–\u00a0");
}

function noeud(nom, texte, classe) {
  const cree = document.createElement(nom);
  if (texte) { cree.textContent = insecable(texte); }
  if (classe) { cree.className = classe; }
  return cree;
}

function style(regles) {
  const cree = document.createElement("style");
  cree.textContent = regles;
  return cree;
}

// « Intitulé : valeur », ou rien si la valeur est vide.
function ligne(intitule, valeur, classe) {
  const p = noeud("p", "", classe);
  if (!valeur) { return p; }
  p.append(noeud("strong", `${intitule} : `), insecable(valeur));
  return p;
}

function lieu(dit) {
  const bloc = noeud("section", "", "lieu");
  const titre = noeud("h2", dit.nom);
  titre.append(noeud("span", ` — ${dit.famille}`, "famille"));
  bloc.append(titre);
  if (dit.doutes.length) { bloc.append(noeud("p", `À vérifier avant d'y aller : ${dit.doutes.join(" ; ")}.`, "alerte")); }
  bloc.append(...[
    ligne("Ouvert", dit.ouverture), ligne("Adresse", dit.adresse), ligne("Contact", dit.contact),
    ligne("Trajet", dit.trajet), ligne("Mode d'accès", dit.acces), ligne("Coût", dit.cout),
    ligne("À demander (non renseigné)", dit.a_demander.join(", ")),
    ligne("Semaine", dit.semaine, "semaine"), ligne("Attention", dit.reserves.join(" ; ")),
    noeud("p", `Fiche mise à jour : ${dit.maj}. Source : ${dit.source}.${dit.nature === "demonstration" ? " DÉMONSTRATION : lieu inventé." : ""}`, "pied-de-lieu")
  ].filter((p) => p.hasChildNodes()));
  return bloc;
}

// La feuille qui s'imprimera, hors de l'application pour que l'impression n'en montre que cela.
function poser(styles) {
  document.getElementById(HOTE)?.remove();
  const hote = noeud("div");
  hote.id = HOTE;
  const ombre = hote.attachShadow({ mode: "open" });
  const feuille = noeud("article", "", "feuille");
  ombre.append(style(styles.feuille), feuille);
  hote.append(style(styles.impression)); // s'applique à tout le document tant que l'hôte y est
  document.body.append(hote);
  return { feuille, retirer: () => hote.remove() };
}

function ajuster(feuille) {
  feuille.classList.remove("serree");
  for (const etape of ["", "serree"]) {
    if (etape) { feuille.classList.add(etape); }
    for (const taille of TAILLES_PT) {
      feuille.style.fontSize = `${taille}pt`;
      if (feuille.scrollHeight <= HAUTEUR_PX) { return; }
    }
  }
}

export default function (composant) {
  const { data, parentElement } = composant;
  const trouver = (classe) => parentElement.querySelector(`.${classe}`);
  const [prenom, notes, auteur, choix] = ["prenom", "notes", "auteur", "choix"].map(trouver);
  const dire = (texte) => { trouver("etat").textContent = texte; };
  const { feuille, retirer } = poser(data.styles);

  // Un choix fait à la main tient quand la demande change.
  const faits = new Map([...choix.querySelectorAll("input[data-touche]")].map((c) => [c.value, c.checked]));
  choix.replaceChildren(...data.lieux.map((dit) => {
    const etiquette = noeud("label"), case_ = noeud("input");
    case_.type = "checkbox";
    case_.value = dit.id;
    case_.checked = faits.has(dit.id) ? faits.get(dit.id) : dit.coche;
    if (faits.has(dit.id)) { case_.dataset.touche = "1"; }
    case_.onchange = () => { case_.dataset.touche = "1"; };
    etiquette.append(case_, noeud("span", dit.doutes.length ? `${dit.nom} (à vérifier)` : dit.nom));
    return etiquette;
  }));
  const retenus = () => data.lieux.filter((_, rang) => choix.querySelectorAll("input")[rang].checked);

  function ecrire() {
    const cadre = noeud("div", "", "demande");
    cadre.append(...data.recapitulatif.map(([intitule, valeur]) => ligne(intitule, valeur)).filter((p) => p.hasChildNodes()));
    const pour = noeud("p", "", "pour"), noms = noeud("div", notes.value, "notes");
    pour.append(noeud("strong", "Pour : "), prenom.value || "……………………………………");
    feuille.replaceChildren(
      noeud("h1", "Fiche d'orientation numérique"), pour, cadre, ...retenus().map(lieu),
      noeud("p", "Notes", "alerte"), noms, ligne("Orienté par", auteur.value || "……………………………………"),
      noeud("p", data.pied, "pied")
    );
    ajuster(feuille);
    const cases = [...choix.querySelectorAll("input")], plein = retenus().length >= AU_PLUS;
    cases.forEach((c) => { c.disabled = plein && !c.checked; });
    trouver("imprimer").disabled = !retenus().length;
  }

  trouver("formulaire").oninput = ecrire;
  trouver("imprimer").onclick = () => { ecrire(); window.print(); };
  trouver("effacer").onclick = () => {
    [prenom, notes, auteur].forEach((champ) => { champ.value = ""; });
    ecrire();
    dire("Effacé.");
    prenom.focus();
  };
  ecrire();
  dire("");
  return retirer;
}
