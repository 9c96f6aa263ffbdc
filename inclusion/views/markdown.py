"""La seule porte des textes venus des données vers le Markdown de Streamlit."""

import re

ACTIFS = "\\`*_{}[]()<>#+-.!|~:$&=@^"
ECHAPPEMENT = str.maketrans({c: f"\\{c}" for c in ACTIFS})
BLANCS = re.compile(r"[ \t\r\n]+")
SENS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Ce qui retourne le sens de lecture de tout ce qui suit."""
A_MONTRER_EN_CODE = re.compile(
    r"\S*(?:https?://|www\.)\S*|\S*[\w.+-]@[\w-]+(?:\.[\w-]+)+\S*|\S*:(?:[\w+-]*[a-z_+][\w+-]*|100|1234):\S*"
    r"|(?:(?<=\s)|^)(?:<->|->|<-|--|>=|<=|~=)(?=\s|$)",
    re.IGNORECASE,
)
"""Une adresse nue, un émoji nommé, une flèche : l'affichage les remplace après coup, même échappés, sauf dans du code.

« 9:00-12:00 » n'est pas un émoji.
"""


def inerte(texte: object) -> str:
    """Un texte venu des données, rendu tel quel : ni lien, ni image, ni émoji, ni formule, ni mise en forme.

    Les blancs se réunissent, comme à l'affichage ; un retour à la ligne n'ouvre donc ni titre, ni liste, ni code.
    """
    brut = BLANCS.sub(" ", SENS.sub("", str(texte)))
    morceaux, fin = [], 0
    for mot in A_MONTRER_EN_CODE.finditer(brut):
        morceaux += [_echappe(brut[fin : mot.start()]), _code(mot.group())]
        fin = mot.end()
    return "".join([*morceaux, _echappe(brut[fin:])])


def _echappe(brut: str) -> str:
    """Chaque signe actif sous une barre oblique ; celui de `:material/` aussi, que Streamlit cherche avant de lire."""
    return brut.translate(ECHAPPEMENT).replace(":material/", ":material\\/")


def _code(brut: str) -> str:
    """Entre assez d'accents graves pour que ceux du texte n'en sortent pas."""
    cloture = "`" * (max((len(suite) for suite in re.findall("`+", brut)), default=0) + 1)
    return f"{cloture} {brut} {cloture}"
