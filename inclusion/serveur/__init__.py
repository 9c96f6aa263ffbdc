"""Ce qui entoure Streamlit : qui est laissé entrer, et les en-têtes de ce qui sort."""
