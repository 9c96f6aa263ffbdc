"""Cent vingt textes qu'un moteur pourrait prendre pour autre chose que du texte, chacun suivi de sa marque."""

import re
from collections.abc import Iterator

GABARITS = [
    "{{7*7}}", "Espace {{9**(9**9)}}", "{% raw %}", "{%raw%}", "{#", "{# note #}", "{% for i in range(9**9) %}x",
    "{{ ''.__class__.__mro__ }}", "{{ this }}", "{{{", "{%- if 1 -%}", "{% endmacro %}", "{% include 'x' %}",
    "${7*7}", "#{7*7}",
]  # fmt: skip
BALISES = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>",
    '"><svg onload=alert(1)>', "'-alert(1)-'", "${alert(1)}", "`${alert(1)}`",
    "<iframe src=//exemple.invalid>", '<a href="javascript:alert(1)">x</a>', "<style>*{display:none}</style>",
    "<meta http-equiv=refresh content=0>", "<!--", "-->", "<![CDATA[", "&lt;b&gt;", "&#60;b&#62;", "\\u003cb\\u003e",
    "<details open ontoggle=alert(1)>", "<link rel=stylesheet href=//exemple.invalid/x.css>", "<b>gras</b>", "<br>",
    "<extra></extra>", "<sup>1</sup>", "%{x}", "%{customdata[0]}", "';alert(1);//",
]  # fmt: skip
MARKDOWN = [
    "**gras**", "*italique*", "__souligne__", "_bas_", "~~barre~~", "`code`", "```x", "[lien](http://exemple.invalid)",
    "![image](http://exemple.invalid/a.png)", "[lien](exemple)", "http://exemple.invalid/x", "www.exemple.invalid",
    "a@exemple.invalid", "mailto:a@exemple.invalid", "# titre", "## titre", "- liste", "* liste", "1. liste", "1) liste",
    "> cite", "---", "***", "| a | b |", "[^1]", "- [ ] tache", ":smile:", ":material/home:", ":red[rouge]",
    ":blue-background[x]", ":streamlit:", ":small[x]", "a -> b", "a -- b", "a >= b", "\\*", "<http://exemple.invalid>",
    "    indente", "\\", "[ref]: http://exemple.invalid",
]  # fmt: skip
FORMULES = [
    "$x$", "$$x^2$$", "$\\frac{1}{2}$", "$\\indefini{", "\\(x\\)", "a_b^c", "$", '#read("secret")', "= Titre", "@renvoi",
    "$ x^2 $", "/* note */",
]  # fmt: skip
TABLEUR = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", " =1+1", "\u00a0=1+1", "\u202f=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "\t=1+1",
    '=HYPERLINK("http://exemple.invalid","x")', "=cmd|' /C calc'!A0", "\ufeff=1+1",
]  # fmt: skip
FORMES = [
    "deux\nrang", "deux\r\nrang", "para\n\n# graphe", "ligne\u2028separee", "../../etc/passwd", "CON:a/b\\c*?",
    "%s %d {0}", "'; DROP TABLE lieux;--", "2024-01-01", "__proto__", "\u202eenvers", "m" * 120,
]  # fmt: skip
FAMILLES = {
    "gabarit": GABARITS, "balise": BALISES, "markdown": MARKDOWN, "formule": FORMULES, "tableur": TABLEUR, "forme": FORMES,
}  # fmt: skip


def _charges() -> Iterator[tuple[str, str]]:
    rang = 0
    for famille, textes in FAMILLES.items():
        for texte in textes:
            yield f"{texte} zq{rang:03d}", famille
            rang += 1


CHARGES = dict(_charges())
"""Texte piégé → sa famille ; il finit par sa marque, qui le désigne partout où il ressort."""
TEXTES = list(CHARGES)
MARQUE = re.compile(r"zq(\d{3})", re.IGNORECASE)
BLANCS = re.compile("[\\s\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")


def reduit(texte: str) -> str:
    """Sans blancs ni invisibles, en minuscules : ce que l'affichage n'a pas le droit de changer (`¦` tient lieu de `|`)."""
    return BLANCS.sub("", texte).casefold().replace("¦", "|")


def alteres(montre: str, *, separateurs: str = "") -> dict[int, str]:
    """Rang de chaque piège qui ressort d'un texte montré sans y être en entier → ce qui s'y lit à la place.

    `separateurs` : ceux d'une colonne à plusieurs valeurs, qui peuvent y être devenus autre chose.
    """
    lu = reduit(montre)
    fautes: dict[int, str] = {}
    for trouve in MARQUE.finditer(lu):
        rang = int(trouve.group(1))
        attendu = reduit(TEXTES[rang])
        avant = lu[: trouve.end()]
        if not _finit_par(avant, attendu, separateurs):
            fautes[rang] = avant[-len(attendu) - 20 :]
    return fautes


def _finit_par(avant: str, attendu: str, separateurs: str) -> bool:
    if avant.endswith(attendu):
        return True
    morceau = re.split("[|;,]", attendu)[-1] if separateurs else ""
    return bool(morceau) and "|" in attendu and avant.endswith(morceau)


def presents(montre: str) -> set[int]:
    """Les rangs des pièges dont la marque ressort."""
    return {int(m) for m in MARQUE.findall(montre)}
