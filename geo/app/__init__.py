"""The Streamlit shell: launcher, navigation, language, sessions, and the Data page."""
