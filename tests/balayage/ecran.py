"""Une page qui ne montre que des textes relevés, chacun par l'élément de Streamlit qui le portait.

Lancée par l'essai : `streamlit run ecran.py -- FICHIER.json` (une liste de paires endroit, texte).
"""

import json
import sys
from pathlib import Path

import streamlit as st

st.set_page_config(layout="wide")
for rang, (endroit, dit) in enumerate(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))):
    with st.container(key=f"texte-{rang}"):
        match endroit.partition(".")[0]:
            case "Metric" if endroit.endswith("label"):
                st.metric(dit, 1)
            case "Metric":
                st.metric("x", dit)
            case "Heading":
                st.subheader(dit, anchor=False)
            case "Alert":
                st.info(dit)
            case "Button" | "DownloadButton" if endroit.endswith("label"):
                st.button(dit, key=f"bouton {rang}")
            case "Markdown":
                st.markdown(dit)
            case _ if endroit.endswith((".help", ".tooltip")):
                st.markdown(dit)
            case _:
                st.checkbox(dit, key=f"case {rang}")
st.caption("Fin.")
