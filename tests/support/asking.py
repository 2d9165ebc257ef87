"""What tests ask of the Reach page, and where they find its answers."""

from geo.core.i18n import say


def communities(app, lang="en"):
    return app.dataframe[0].value[say("access.header.community_code", lang)].tolist()


def ask(app, **asked):
    for name, value in asked.items():
        kind = app.selectbox if name == "service" else app.segmented_control
        kind(key=f"access_{name}").set_value(value)
    assert not app.run().error
    return app
