// Names of units and thin streets on the maps of the app, more of them the nearer one looks.
// Names arrive as data and are drawn as text.
(function () {
  "use strict";

  const HALO = "rgba(255, 255, 255, .88)";
  // By level: how a name looks, and how wide its unit must be on the screen, in pixels.
  const LEVELS = [
    { size: 14, weight: 700, colour: "#111827", least: 24 },
    { size: 12, weight: 600, colour: "#1e3a5f", least: 64 },
    { size: 11, weight: 400, colour: "#374151", least: 58 },
  ];
  const AROUND = 3; // pixels between names
  const KEPT = 12; // pixels around a place that is left free
  const MAIN_UNTIL = 0.08; // kilometres a pixel: from farther away no street is drawn
  const OTHER_UNTIL = 0.02;

  const font = ({ size, weight }) => `${weight} ${size}px "Source Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`;

  // Choose the names that fit: in the order given, none over another one.
  // "names" are [level, text, x, y, width of the unit] in pixels; "widthOf" measures a text; "kept" are
  // boxes to leave free.
  function fitting(names, size, widthOf, kept) {
    const taken = [...kept];
    return names.filter(([level, text, x, y, unit]) => {
      const looks = LEVELS[level];
      if (unit < looks.least || x < 0 || y < 0 || x > size.x || y > size.y) return false;
      const [across, up] = [widthOf(text, level) / 2 + AROUND, looks.size / 2 + AROUND];
      const box = [x - across, y - up, x + across, y + up];
      if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) {
        return false;
      }
      taken.push(box);
      return true;
    });
  }

  const Names = window.YipanGround.extend({
    kept: [],

    // Leave some places free, such as those of numbers.
    keep(places) {
      const same = places.join() === this.kept.join();
      this.kept = places;
      if (!same) this.draw();
    },

    fill(context, size) {
      const metres = this.kilometresPerPixel() * 1000;
      const seen = this._map.getBounds();
      const names = this.data
        .filter(([, , lon, lat]) => seen.contains([lat, lon]))
        .map(([level, text, lon, lat, side]) => {
          const at = this._map.latLngToContainerPoint([lat, lon]);
          return [level, text, at.x, at.y, side / metres];
        });
      const widthOf = (text, level) => {
        context.font = font(LEVELS[level]);
        return context.measureText(text).width;
      };
      Object.assign(context, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 3 });
      const kept = this.kept.map((place) => {
        const { x, y } = this._map.latLngToContainerPoint(place);
        return [x - KEPT, y - KEPT, x + KEPT, y + KEPT];
      });
      this.shown = fitting(names, size, widthOf, kept);
      this.shown.forEach(([level, text, x, y]) => {
        Object.assign(context, { font: font(LEVELS[level]), strokeStyle: HALO, fillStyle: LEVELS[level].colour });
        context.strokeText(text, x, y);
        context.fillText(text, x, y);
      });
    },
  });

  // A line as [[lat, lon], …] out of whole steps.
  function unpacked(steps, unit) {
    const line = [];
    let [x, y] = [0, 0];
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      line.push([y * unit, x * unit]);
    }
    return line;
  }

  // The streets at an address, fetched once one looks near enough.
  const Streets = window.YipanGround.extend({
    fetched(streets) {
      const ready = (lines) =>
        lines.map((steps) => {
          const line = unpacked(steps, streets.unit);
          return { line, bounds: L.latLngBounds(line) };
        });
      this.lines = { main: ready(streets.main), other: ready(streets.other) };
      this.draw();
    },

    fill(context) {
      const scale = this.kilometresPerPixel();
      if (scale < MAIN_UNTIL && !this.asked) {
        this.asked = fetch(this.data)
          .then((answer) => answer.json())
          .then((streets) => this.fetched(streets));
      }
      if (!this.lines) return;
      if (scale < OTHER_UNTIL) this.trace(context, this.lines.other, 0.7);
      if (scale < MAIN_UNTIL) this.trace(context, this.lines.main, scale < OTHER_UNTIL ? 1.6 : 0.8);
    },

    trace(context, streets, width) {
      const seen = this._map.getBounds();
      context.beginPath();
      streets.forEach(({ line, bounds }) => {
        if (!seen.intersects(bounds)) return;
        line.forEach((place, i) => {
          const at = this._map.latLngToContainerPoint(place);
          if (i) context.lineTo(at.x, at.y);
          else context.moveTo(at.x, at.y);
        });
      });
      Object.assign(context, { strokeStyle: "rgba(71, 85, 105, .5)", lineWidth: width });
      context.stroke();
    },
  });

  window.YipanLabels = { Names, Streets, fitting, unpacked };
})();
