"""Les nombres d'un écran et d'un document : chacun avec sa phrase, sa définition, ses sources."""
