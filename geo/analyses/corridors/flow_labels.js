// Where names stand on the map of flows: the most important first, none over another. Part of the map of flows.
(function () {
  "use strict";

  const SQUARE = 64; // pixels: boxes are looked up by the squares of a grid that they touch
  const LINE_HEIGHT = 16;
  const GAP = 7; // pixels between the middle of a dot and its name

  // Boxes of the screen that are taken.
  class Taken {
    constructor() {
      this.squares = new Map();
    }

    // The boxes of each square that a box touches; squares without one are made.
    lists(box) {
      const lists = [];
      const [from, to] = [box.min.divideBy(SQUARE).floor(), box.max.divideBy(SQUARE).floor()];
      for (let x = from.x; x <= to.x; x += 1) {
        for (let y = from.y; y <= to.y; y += 1) {
          const square = `${x} ${y}`;
          if (!this.squares.has(square)) this.squares.set(square, []);
          lists.push(this.squares.get(square));
        }
      }
      return lists;
    }

    add(box) {
      this.lists(box).forEach((list) => list.push(box));
    }

    meets(box) {
      return this.lists(box).some((list) => list.some((other) => other.overlaps(box)));
    }
  }

  // The boxes where a name of a width may stand beside a dot, the best first: on the side away from the
  // city, on the other, above, below, and at the four corners.
  function boxes(dot, width, city) {
    const half = LINE_HEIGHT / 2;
    const [right, left] = [GAP, -GAP - width];
    const [above, below] = [-LINE_HEIGHT - GAP + 1, GAP - 1];
    const [outer, inner] = dot.x < city.x ? [left, right] : [right, left];
    const corners = [outer, inner].flatMap((x) => [[x, -LINE_HEIGHT], [x, 0]]);
    const offsets = [[outer, -half], [inner, -half], [-width / 2, above], [-width / 2, below], ...corners];
    return offsets.map(([x, y]) => L.bounds(dot.add([x, y]), dot.add([x + width, y + LINE_HEIGHT])));
  }

  // Choose which ends are named, and where.
  //   ends: { dot: its point, radius, width: of its name or 0 for none }, the most important first
  //   covered: boxes of what lies above the map
  // A name covers no other name and no dot of an end that comes before it. Returns { end, box } of each.
  window.YipanPlaceNames = function (ends, covered, city, view) {
    const taken = new Taken();
    covered.forEach((box) => taken.add(box));
    const placed = [];
    ends.forEach((end) => {
      if (!view.contains(end.dot)) return;
      const around = [end.radius, end.radius];
      taken.add(L.bounds(end.dot.subtract(around), end.dot.add(around)));
      if (!end.width) return;
      const box = boxes(end.dot, end.width, city).find((free) => view.contains(free) && !taken.meets(free));
      if (!box) return;
      taken.add(box);
      placed.push({ end, box });
    });
    return placed;
  };
})();
