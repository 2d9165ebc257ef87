"""The app: `yipan app`, or `streamlit run app.py`."""

import streamlit as st

from geo.app import shell as frame

st.set_page_config(
    page_title="一盘 Yipan", page_icon=frame.ICON, layout="wide", initial_sidebar_state=220
)
frame.run_app()
