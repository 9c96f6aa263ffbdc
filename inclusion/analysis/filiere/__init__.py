"""La filière circulaire du matériel : un bilan matière, du gisement à l'usage."""
