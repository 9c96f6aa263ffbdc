/* La commune où l'on se trouve, cherchée dans le navigateur : la position n'en sort jamais, seul le code de la
   commune est rendu. Aucun texte n'est écrit comme du balisage. */
const REFUS = {
  1: "La position n'est pas autorisée par le navigateur : choisir la commune dans la liste.",
  2: "La position n'est pas disponible : choisir la commune dans la liste.",
  3: "La position se fait attendre : choisir la commune dans la liste."
};
const IMPRECIS_M = 3000;

// Règle pair-impair : les trous d'un polygone en sont exclus. Un anneau est une liste de [latitude, longitude].
function dansAnneau(anneau, latitude, longitude) {
  let dedans = false;
  for (let i = 0, j = anneau.length - 1; i < anneau.length; j = i++) {
    const [yi, xi] = anneau[i], [yj, xj] = anneau[j];
    if ((yi > latitude) !== (yj > latitude) && longitude < ((xj - xi) * (latitude - yi)) / (yj - yi) + xi) {
      dedans = !dedans;
    }
  }
  return dedans;
}

function communeDe(contours, latitude, longitude) {
  const trouvee = Object.entries(contours).find(([, polygones]) => polygones.some((anneaux) =>
    anneaux.filter((anneau) => dansAnneau(anneau, latitude, longitude)).length % 2 === 1));
  return trouvee ? trouvee[0] : "";
}

export default function (composant) {
  const { data, parentElement, setTriggerValue } = composant;
  const bouton = parentElement.querySelector(".bouton");
  const etat = parentElement.querySelector(".etat");
  const dire = (texte) => { etat.textContent = texte; };

  bouton.onclick = () => {
    if (!navigator.geolocation) { dire(REFUS[2]); return; }
    dire("Recherche de la position…");
    navigator.geolocation.getCurrentPosition((position) => {
      const { latitude, longitude, accuracy } = position.coords;
      const code = communeDe(data.contours, latitude, longitude);
      if (!code) { dire("La position est hors du département : choisir la commune dans la liste."); return; }
      const reserve = accuracy > IMPRECIS_M ? ", position peu précise, à vérifier" : "";
      dire(`Commune trouvée : ${data.noms[code]}${reserve}. La position n'a pas quitté cet appareil.`);
      setTriggerValue("commune", code);
    }, (erreur) => dire(REFUS[erreur.code] || REFUS[2]), { timeout: 15000, maximumAge: 0 });
  };
}
