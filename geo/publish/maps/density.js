// Density on the ground, as a surface or in hexagons; the legend's numbers hold at every zoom.
// Part of city_map.js, which hands over what a painting has under "heat" and "hexagons".
(function () {
  "use strict";

  const LEAST_PX = 2; // of the bandwidth: a narrower one would not be seen
  const PIECES = 6; // of the bandwidth that the surface is worked out for
  const NUMBERED_PX = 38; // width of hexagons that have room for a number
  const OPACITY = 0.8;

  // Add up quartic kernels (Silverman 1986, eq. 4.5) on a raster of "step" pixels: amounts per km².
  // Cells are [x, y, weight, reach], in pixels; "kilometres" is the length of a pixel's side.
  function surface(cells, columns, rows, step, kilometres) {
    const density = new Float64Array(columns * rows);
    cells.forEach(([x, y, weight, reach]) => {
      const peak = (3 * weight) / (Math.PI * (reach * kilometres) ** 2);
      const [left, right, top, bottom] = [x - reach, x + reach, y - reach, y + reach].map((v) => v / step - 0.5);
      for (let row = Math.max(0, Math.ceil(top)); row <= Math.min(rows - 1, bottom); row += 1) {
        for (let column = Math.max(0, Math.ceil(left)); column <= Math.min(columns - 1, right); column += 1) {
          const across = ((column + 0.5) * step - x) / reach;
          const up = ((row + 0.5) * step - y) / reach;
          const inside = 1 - across * across - up * up;
          if (inside > 0) density[row * columns + column] += peak * inside * inside;
        }
      }
    });
    return density;
  }

  // Write the colours of densities between the stops of the legend into pixels: red, green, blue, and
  // how opaque. A third of a million of them are written at once: nothing is made for a pixel.
  function shade(density, stops, colours, pixels) {
    const last = stops.length - 1;
    for (let i = 0; i < density.length; i += 1) {
      const amount = density[i];
      if (!amount) continue;
      let above = 0;
      while (above < last && amount >= stops[above]) above += 1;
      const low = above && stops[above - 1];
      const part = above ? Math.min(1, (amount - low) / (stops[above] - low)) : 1;
      const from = colours[Math.max(0, above - 1)];
      const to = colours[above];
      for (let channel = 0; channel < 3; channel += 1) {
        pixels[4 * i + channel] = from[channel] + (to[channel] - from[channel]) * part;
      }
      pixels[4 * i + 3] = 255 * OPACITY * (above ? 1 : Math.min(1, amount / stops[0]));
    }
  }

  const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

  const Density = window.YipanGround.extend({
    looks: "leaflet-heatmap-layer",

    // A cell of people is as wide on the ground at every zoom, but never narrower than can be seen.
    fill(context, size) {
      const kilometres = this.kilometresPerPixel();
      const reach = Math.max(LEAST_PX, this.data.kilometres / kilometres);
      const seen = L.bounds([-reach, -reach], size.add([reach, reach]));
      const cells = [];
      const corner = this._map.getPixelOrigin().add(this._map.containerPointToLayerPoint([0, 0]));
      this.data.points.forEach(([lat, lon, weight]) => {
        const place = this._map.project([lat, lon]).subtract(corner); // not rounded to whole pixels
        if (seen.contains(place)) cells.push([place.x, place.y, weight, reach]);
      });
      const step = Math.max(1, Math.floor(reach / PIECES));
      const [columns, rows] = [Math.ceil(size.x / step), Math.ceil(size.y / step)];
      this.density = surface(cells, columns, rows, step, kilometres);
      Object.assign(this, { step, columns });
      const colours = this.data.colours.map(channels);
      const small = document.createElement("canvas");
      [small.width, small.height] = [columns, rows];
      const image = new ImageData(columns, rows);
      shade(this.density, this.data.stops, colours, image.data);
      small.getContext("2d").putImageData(image, 0, 0);
      context.drawImage(small, 0, 0, columns * step, rows * step);
    },

    // The density drawn at a pixel, per km².
    at(x, y) {
      return this.density[Math.floor(y / this.step) * this.columns + Math.floor(x / this.step)];
    },
  });

  const Hexagons = window.YipanGround.extend({
    fill(context, size) {
      const { cells, corners, palette } = this.data;
      const seen = L.bounds([0, 0], size);
      context.textAlign = "center";
      context.textBaseline = "middle";
      cells.forEach(([lat, lon, position, label]) => {
        const ring = corners.map(([east, north]) => this._map.latLngToContainerPoint([lat + north, lon + east]));
        const box = L.bounds(ring);
        if (!seen.intersects(box)) return;
        context.beginPath();
        ring.forEach((corner) => context.lineTo(corner.x, corner.y));
        context.closePath();
        context.globalAlpha = OPACITY;
        context.fillStyle = palette[position];
        context.fill();
        context.strokeStyle = "#ffffff";
        context.stroke();
        context.globalAlpha = 1;
        const wide = box.getSize().x;
        if (wide < NUMBERED_PX) return;
        const middle = box.getCenter();
        context.font = `600 ${Math.min(13, Math.round(wide / 3.4))}px "Source Sans", sans-serif`;
        context.lineWidth = 3;
        context.strokeStyle = "rgba(255, 255, 255, .9)";
        context.strokeText(label, middle.x, middle.y);
        context.lineWidth = 1;
        context.fillStyle = "#1f2937";
        context.fillText(label, middle.x, middle.y);
      });
    },
  });

  window.YipanDensity = { surface, shade, Density, Hexagons };
})();
