"""The app: `yipan app`, or `streamlit run app.py`.

Streamlit imports this file once for the server, and runs it as the main script for every visitor.
"""

import streamlit as st
from streamlit.starlette import App

from geo.app import server

if __name__ == "__main__":
    st.set_page_config(
        page_title="一盘 Yipan", page_icon=server.ICON, layout="wide", initial_sidebar_state=220
    )
    server.shell().run_app()
elif __name__ == "app":
    app = App(
        __file__,
        lifespan=server.lifespan,
        middleware=server.MIDDLEWARE,
        on_script_error=lambda error: server.shell().tell_failure(error),
    )
