"""Les données de démonstration : des lignes inventées, plausibles, marquées une à une, que l'on retire d'un mot.

Un thème est un module de ce paquet qui définit :

    def engendrer(
        tables: Mapping[str, pd.DataFrame], *, graine: int, a_date: date
    ) -> dict[str, pd.DataFrame]

Il est découvert de lui-même. Ce qu'il reçoit, ce qu'il rend :

- `tables` : les tables typées du jeu, sans ancienne démonstration, augmentées de ce que les thèmes nommés dans sa
  constante facultative `APRES = ("reseau",)` viennent d'engendrer. Ne jamais les modifier.
- `graine` : la seule source de hasard, par `cadre.hasard(graine, "reseau")` ; ni `random` global, ni horloge.
- `a_date` : la date à laquelle la démonstration s'arrête ; rien n'est daté après, sauf une échéance.
- Il rend les seules lignes À AJOUTER, par nom de table, aux colonnes du schéma (celles qui manquent restent vides ;
  textes, nombres, dates et booléens Python sont admis ; plusieurs valeurs se séparent par `|`).

Le cadre pose `nature = demonstration` et, si le thème laisse vide la colonne `source` (dans `relations` : `origine`),
la mention `SOURCE`. Il refuse (`DemonstrationError`) une table qui n'a pas de colonne `nature`, une ligne non conforme
au schéma, et une clé que porte déjà une ligne réelle : une ligne réelle n'est jamais modifiée ni remplacée.
"""
