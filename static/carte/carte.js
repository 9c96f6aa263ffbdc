/* La carte de l'observatoire : dessine des données JSON avec Leaflet.
   Tout texte venu des données passe par textContent : il ne peut ni s'exécuter ni charger quoi que ce soit. */
(function () {
  "use strict";

  var SVG = "http://www.w3.org/2000/svg";

  // Remplace jQuery pour le seul appel que folium en fait, et l'adresse des icônes par défaut.
  window.$ = window.$ || function (source) { return [typeof source === "string" ? element("div", source) : source]; };
  L.Icon.Default.imagePath = "../../app/static/vendor/leaflet/images/";
  L.Control.Zoom.prototype.options.zoomInTitle = "Zoom avant";
  L.Control.Zoom.prototype.options.zoomOutTitle = "Zoom arrière";
  L.Control.Attribution.prototype.options.prefix = false;

  // Leaflet prend le focus dès l'appui : si la carte dépasse de l'écran, la page défilerait sous la souris et le
  // clic tomberait à côté.
  L.Map.addInitHook(function () {
    this.getContainer().focus = function () { HTMLElement.prototype.focus.call(this, { preventScroll: true }); };
  });

  function element(nom, texte) {
    var noeud = document.createElement(nom);
    if (texte !== undefined) { noeud.textContent = texte; }
    return noeud;
  }

  function trace(chemin, attributs) {
    var noeud = document.createElementNS(SVG, "path");
    noeud.setAttribute("d", chemin);
    Object.keys(attributs).forEach(function (cle) { noeud.setAttribute(cle, attributs[cle]); });
    return noeud;
  }

  // Un lieu : [latitude, longitude, nom, detail, forme, couleur, itinerant, approche, choisi, taille facultative]
  function signe(lieu, donnees) {
    var teintes = donnees.teintes;
    var taille = lieu[9] || (lieu[8] ? 34 : 24);
    var svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "-4 -4 32 32");
    svg.setAttribute("width", taille);
    svg.setAttribute("height", taille);
    svg.setAttribute("aria-hidden", "true");
    if (lieu[6]) {
      svg.appendChild(trace("M12 -3a15 15 0 1 0 .01 0z",
        { fill: "none", stroke: lieu[5], "stroke-width": 2 }));
    }
    svg.appendChild(trace(donnees.formes[lieu[4]], {
      fill: lieu[5],
      "fill-opacity": lieu[7] ? 0.78 : 1,
      stroke: lieu[8] ? teintes.choisi : (lieu[7] ? teintes.texte : teintes.halo),
      "stroke-width": lieu[8] ? 4 : 2,
      "stroke-dasharray": lieu[7] && !lieu[8] ? "3 2" : "none"
    }));
    return L.divIcon({ html: svg, className: "signe", iconSize: [taille, taille] });
  }

  function infobulle(lieu) {
    var bulle = element("div");
    bulle.appendChild(element("strong", lieu[2]));
    bulle.appendChild(element("br"));
    bulle.appendChild(element("span", lieu[3]));
    return bulle;
  }

  function marqueur(lieu, donnees) {
    var point = L.marker([lieu[0], lieu[1]], {
      icon: signe(lieu, donnees), alt: lieu[2], title: "", riseOnHover: true,
      zIndexOffset: lieu[8] || lieu[9] > 30 ? 1000 : 0
    });
    point.bindTooltip(infobulle(lieu), { direction: "top", offset: [0, -10] });
    // Leaflet n'ouvre au clavier que les bulles : Entrée et Espace valent un clic.
    point.on("keypress", function (evenement) {
      if (evenement.originalEvent.key === "Enter" || evenement.originalEvent.key === " ") {
        point.fire("click", { latlng: point.getLatLng() }, true);
      }
    });
    point.on("add", function () { point.getElement().setAttribute("aria-label", lieu[2] + ", " + lieu[3]); });
    return point;
  }

  function grappe(teintes) {
    return function (groupe) {
      var nombre = groupe.getChildCount();
      var pastille = element("div", String(nombre));
      pastille.style.cssText = "width:34px;height:34px;line-height:30px;border-radius:50%;text-align:center;" +
        "font:700 13px/30px sans-serif;box-sizing:border-box;border:2px solid " + teintes.texte +
        ";background:" + teintes.halo + ";color:" + teintes.texte;
      return L.divIcon({ html: pastille, className: "grappe", iconSize: [34, 34] });
    };
  }

  function hachures(carte, couleur) {
    var racine = carte.getPane("overlayPane").querySelector("svg");
    if (!racine || racine.querySelector("#hachures")) { return; }
    var motif = document.createElementNS(SVG, "pattern");
    motif.setAttribute("id", "hachures");
    motif.setAttribute("width", 6);
    motif.setAttribute("height", 6);
    motif.setAttribute("patternUnits", "userSpaceOnUse");
    motif.appendChild(trace("M0 6L6 0", { stroke: couleur, "stroke-width": 1.4 }));
    racine.insertBefore(motif, racine.firstChild);
  }

  function communes(groupe, donnees) {
    var teintes = donnees.teintes;
    Object.keys(donnees.contours).forEach(function (code) {
      var dedans = donnees.dedans === null || donnees.dedans.indexOf(code) >= 0;
      var couleur = donnees.couleurs ? donnees.couleurs[code] : null;
      var forme = L.polygon(donnees.contours[code], {
        color: teintes.trait, weight: 0.7, opacity: dedans ? 1 : 0.45,
        fillColor: dedans ? (couleur || teintes.commune) : teintes.mer,
        fillOpacity: dedans ? (couleur ? 0.82 : 0.9) : 0.35
      });
      var bulle = element("div");
      bulle.appendChild(element("strong", donnees.noms[code]));
      if (donnees.textes && donnees.textes[code]) {
        bulle.appendChild(element("br"));
        bulle.appendChild(element("span", donnees.textes[code]));
      }
      forme.bindTooltip(bulle, { sticky: true });
      // Au clavier on va droit aux lieux : les communes se lisent dans le tableau.
      forme.on("add", function () { forme.getElement().setAttribute("tabindex", "-1"); });
      groupe.addLayer(forme);
    });
  }

  function villes(groupe, donnees) {
    donnees.villes.forEach(function (ville) {
      var nom = element("span", ville[0]);
      nom.style.cssText = "font:600 12px sans-serif;white-space:nowrap;pointer-events:none;color:" +
        donnees.teintes.texte + ";text-shadow:0 0 3px " + donnees.teintes.halo + ",0 0 3px " +
        donnees.teintes.halo + ",0 0 3px " + donnees.teintes.halo +
        ";padding:0 3px;border-radius:3px;background:" + donnees.teintes.plaque;
      groupe.addLayer(L.marker([ville[1], ville[2]], {
        interactive: false, keyboard: false, zIndexOffset: 2000,
        icon: L.divIcon({ html: nom, className: "ville", iconSize: [0, 0], iconAnchor: [-14, 8] })
      }));
    });
  }

  // Pose chaque nom à droite de sa ville, ou autour s'il y a des signes, là où il ne couvre ni signe ni nom plus
  // important (les villes arrivent par importance) ; les premiers restent, sur un signe s'il le faut ; le reste est caché.
  var TOUJOURS_NOMMEES = 4;
  function demeler(carte) {
    var volet = carte.getPane("markerPane");
    var signes = cadres(volet.querySelectorAll(".grappe, .signe"));
    var poses = [];
    volet.querySelectorAll(".ville span").forEach(function (nom, rang) {
      nom.style.display = "inline-block";
      nom.style.transform = "none";
      var cadre = nom.getBoundingClientRect();
      var gauche = -cadre.width - 28, milieu = -14 - cadre.width / 2;
      var autour = [[gauche, 0], [milieu, 26], [milieu, -26], [0, 20], [0, -20], [gauche, 20], [gauche, -20]];
      var places = [[0, 0]].concat(signes.length ? autour : []);
      var libres = places.filter(function (place) { return libre(cadre, place, poses); });
      var place = libres.filter(function (essai) { return libre(cadre, essai, signes); })[0] ||
        (rang < TOUJOURS_NOMMEES ? libres[0] : undefined);
      nom.style.visibility = place ? "visible" : "hidden";
      if (place) {
        nom.style.transform = "translate(" + place[0] + "px," + place[1] + "px)";
        poses.push(nom.getBoundingClientRect());
      }
    });
  }

  function cadres(noeuds) {
    return Array.prototype.map.call(noeuds, function (noeud) { return noeud.getBoundingClientRect(); });
  }

  function libre(cadre, place, obstacles) {
    return obstacles.every(function (autre) {
      return cadre.right + place[0] < autre.left || autre.right < cadre.left + place[0] ||
        cadre.bottom + place[1] < autre.top || autre.bottom < cadre.top + place[1];
    });
  }

  // Tout de suite, puis quand les grappes ont fini de glisser.
  function demelerBientot(carte) {
    [0, 100, 500].forEach(function (delai) { setTimeout(function () { demeler(carte); }, delai); });
  }

  function cadrer(carte, donnees) {
    var cadre = JSON.stringify(donnees.cadre);
    if (window.observatoire.cadre !== cadre) {
      window.observatoire.cadre = cadre;
      carte.fitBounds(donnees.cadre, { padding: [12, 12], maxZoom: 14, animate: false });
    }
  }

  function dessiner(groupe, donnees) {
    var points = L.markerClusterGroup({
      maxClusterRadius: 34, disableClusteringAtZoom: 14, showCoverageOnHover: false,
      spiderfyOnMaxZoom: true, iconCreateFunction: grappe(donnees.teintes)
    });
    communes(groupe, donnees);
    groupe.addLayer(L.polyline(donnees.limites,
      { color: donnees.teintes.epci, weight: 2, interactive: false }));
    villes(groupe, donnees);
    donnees.lieux.forEach(function (lieu) {
      var point = marqueur(lieu, donnees);
      if (lieu[8] || lieu[9] > 30 || donnees.sans_grappe) { groupe.addLayer(point); } else { points.addLayer(point); }
    });
    groupe.addLayer(points);
    groupe.once("add", function () {
      document.body.style.background = donnees.teintes.mer;
      groupe._map.getContainer().style.background = donnees.teintes.mer;
      hachures(groupe._map, donnees.teintes.hachure);
      var carte = groupe._map;
      cadrer(carte, donnees);
      demelerBientot(carte);
      if (!window.observatoire.ecoute) {
        window.observatoire.ecoute = true;
        carte.on("zoomend moveend resize", function () { demelerBientot(carte); });
      }
    });
  }

  window.observatoire = { dessiner: dessiner, cadre: null, ecoute: false };
}());
