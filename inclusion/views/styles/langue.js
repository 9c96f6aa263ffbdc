/* Streamlit parle anglais là où aucun réglage ne le traduit : on traduit ce qu'il ajoute à la page, rien d'autre. */
document.documentElement.lang = 'fr';
if (!window.enFrancais) {
  const PHRASES = {
    'Page not found': 'Page introuvable',
    "The page that you have requested does not seem to exist. Running the app's main page.":
      'Aucune page ne porte cette adresse : voici la Synthèse.',
    'Connection error': 'Connexion perdue',
    'Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:':
      "L'observatoire ne répond plus. S'il a été arrêté, le relancer depuis un terminal :",
    'streamlit run yourscript.py': 'make lancer',
    'Skip to main content': 'Aller au contenu',
    'Add row': 'Ajouter une ligne',
    'Delete row(s)': 'Retirer les lignes',
    'Show/hide columns': 'Choisir les colonnes',
    'Search': 'Chercher',
    'Fullscreen': 'Plein écran',
    'Close fullscreen': 'Quitter le plein écran',
    'Download as CSV': 'Télécharger en CSV',
    'Sort ascending': 'Trier en croissant',
    'Sort descending': 'Trier en décroissant',
    'Format': 'Écriture',
    'Statistics': 'Résumé',
    'Autosize': 'Ajuster la largeur',
    'Pin column': 'Figer la colonne',
    'Unpin column': 'Libérer la colonne',
    'Hide column': 'Cacher la colonne',
    'Select all': 'Toutes',
    '(index)': '(rang)',
    'No results': 'Aucun résultat',
  };
  const NOMS = {
    'Sidebar': 'Barre latérale',
    'App pages': 'Pages',
    'Expand sidebar': 'Ouvrir le menu',
    'Collapse sidebar': 'Fermer le menu',
    'Link to heading': 'Lien vers ce titre',
    'Choose an option': 'Choisir',
    'Open': 'Ouvrir la liste',
    'progress': 'Avancement',
    'file upload': 'Fichier à déposer',
    'Add files': 'Ajouter des fichiers',
    'add icon': 'Ajouter',
    'Close Search': 'Fermer la recherche',
    'Next Result': 'Résultat suivant',
    'Previous Result': 'Résultat précédent',
    'Dataframe column menu': 'Menu de la colonne',
  };
  const DEBUTS = {
    'Help for ': 'Aide : ',
    'Add row: ': 'Ajouter une ligne : ',
    'Delete row(s): ': 'Retirer les lignes : ',
    'Download as CSV: ': 'Télécharger en CSV : ',
    'Remove ': 'Retirer ',
    'Show/hide columns: ': 'Choisir les colonnes : ',
    'Search: ': 'Chercher : ',
    'Fullscreen: ': 'Plein écran : ',
    'Close fullscreen: ': 'Quitter le plein écran : ',
  };
  const PANNE = "Ce fichier n'a pas pu être préparé.";
  const TAILLES = {B: 'octets', KB: 'Ko', MB: 'Mo'};
  const TROUVES = /^(over )?(\d+) results?$/;
  const ZONES = [
    '[role="dialog"]', '[role="tooltip"]',
    ...['FileUploader', 'SkipToContent', 'TooltipContent', 'DataFrameColumnMenu', 'DataFrameColumnVisibilityMenu']
      .map(nom => `[data-testid="st${nom}"]`),
    '[data-testid="stDataFrame"] [class*="search"]',
  ].join();
  const TAILLE = /^(\d+)(?:\.(\d+))?(B|KB|MB)$/;
  const enFrancais = texte => {
    const taille = TAILLE.exec(texte);
    if (taille) {
      return taille[1] + (taille[2] ? ',' + taille[2] : '') + '\u00a0' + TAILLES[taille[3]];
    }
    const trouves = TROUVES.exec(texte);
    if (trouves) {
      return (trouves[1] ? 'plus de ' : '') + trouves[2] + '\u00a0' + (trouves[2] < 2 ? 'résultat' : 'résultats');
    }
    return PHRASES[texte];
  };
  const nomme = nom => {
    const debut = Object.keys(DEBUTS).find(d => nom.startsWith(d));
    return debut ? DEBUTS[debut] + nom.slice(debut.length) : NOMS[nom];
  };
  const traduire = () => {
    document.querySelectorAll('[aria-label]').forEach(element => {
      const nom = nomme(element.getAttribute('aria-label'));
      if (nom) {
        element.setAttribute('aria-label', nom);
      }
    });
    document
      .querySelectorAll('[data-testid="stFileUploaderDropzone"] > span button:not([aria-label])')
      .forEach(bouton => bouton.setAttribute('aria-label', 'Choisir un fichier'));
    document.querySelectorAll('[data-testid="stDownloadButtonError"]').forEach(({firstChild: dit}) => {
      if (dit && dit.nodeValue !== PANNE) {
        dit.nodeValue = PANNE;
      }
    });
    document.querySelectorAll(ZONES).forEach(zone => {
      const textes = document.createTreeWalker(zone, NodeFilter.SHOW_TEXT);
      while (textes.nextNode()) {
        const dit = enFrancais(textes.currentNode.data.trim());
        if (dit) {
          textes.currentNode.data = dit;
        }
      }
    });
    document
      .querySelectorAll('[role="dialog"] [aria-label="Close"]')
      .forEach(bouton => bouton.setAttribute('aria-label', 'Fermer'));
  };
  window.enFrancais = new MutationObserver(traduire);
  window.enFrancais.observe(document.body, {childList: true, subtree: true, characterData: true});
  traduire();
}
