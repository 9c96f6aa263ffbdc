"""Un fichier déposé → une table conforme et la liste de tout ce qui a été corrigé, douteux ou refusé."""
