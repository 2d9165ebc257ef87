"""What a map shows, read from the pixels of its canvases."""

HEATED = """() => {
    const canvas = document.querySelector("canvas.leaflet-heatmap-layer");
    if (!canvas) return 0;
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let inked = 0;
    for (let i = 3; i < data.length; i += 4) inked += data[i] > 60;
    return inked;
}"""
# How many pixels the heat of people colours, and a sum that another heat does not have.
HEAT = """() => {
    const canvas = map.yipan.heat._canvas;
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let drawn = 0, sum = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] > 20) { drawn += 1; sum += i * data[i] % 9973; }
    return [drawn, sum];
}"""


def heated(city):
    """Count the pixels that the heat of those beyond has coloured."""
    return city.page.evaluate(HEATED)


def near(found, colour):
    """Count pixels about the colour: fills are a little transparent over the background."""
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return sum(
        many
        for told, many in found.items()
        if all(abs(int(a) - b) < 24 for a, b in zip(told.split(","), wanted, strict=True))
    )
