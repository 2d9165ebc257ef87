// Tiles in GCJ-02 under a map in WGS84: each is asked for by its own system, and moved into place.
(function () {
  "use strict";

  const [SEMI_MAJOR, ECCENTRICITY] = [6378245.0, 0.00669342162296594323]; // Krasovsky 1940, squared
  const CHINA = [72.004, 0.8293, 137.8347, 55.8271]; // outside nothing is shifted
  const { PI, abs, cos, sin, sqrt } = Math;

  // The formulas of geo/spatial/gcj02.py: [lon, lat] in degrees.
  function toGcj02([lon, lat]) {
    if (lon < CHINA[0] || lat < CHINA[1] || lon > CHINA[2] || lat > CHINA[3]) return [lon, lat];
    const [x, y] = [lon - 105, lat - 35];
    const root = sqrt(abs(x));
    const ripple = 20 * sin(6 * PI * x) + 20 * sin(2 * PI * x);
    const waves = (at, first, second) =>
      (2 / 3) *
      (ripple + 20 * sin(PI * at) + 40 * sin((PI / 3) * at) + first * sin((PI / 12) * at) + second * sin((PI / 30) * at));
    const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves(x, 150, 300);
    const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves(y, 160, 320);
    const phi = (lat * PI) / 180;
    const flat = 1 - ECCENTRICITY * sin(phi) ** 2;
    const normal = SEMI_MAJOR / sqrt(flat);
    const meridian = (normal * (1 - ECCENTRICITY)) / flat;
    return [lon + ((east / (normal * cos(phi))) * 180) / PI, lat + ((north / meridian) * 180) / PI];
  }

  // Each step leaves under 2 % of the error, which begins under 0.015 degrees.
  function fromGcj02(point) {
    let guess = point;
    for (let step = 0; step < 5; step += 1) {
      const there = toGcj02(guess);
      guess = guess.map((value, i) => value + point[i] - there[i]);
    }
    return guess;
  }

  const Tiles = L.TileLayer.extend({
    // Neighbours are moved by parts of a pixel more or less: so that none shows the ground between them,
    // each is a pixel wider and higher.
    _initTile(tile) {
      L.TileLayer.prototype._initTile.call(this, tile);
      const size = this.getTileSize();
      tile.style.width = `${size.x + 1}px`;
      tile.style.height = `${size.y + 1}px`;
    },

    // Which tiles cover the view: by where its middle is in GCJ-02.
    _getTiledPixelBounds(centre) {
      const [lng, lat] = toGcj02([centre.lng, centre.lat]);
      return L.TileLayer.prototype._getTiledPixelBounds.call(this, L.latLng(lat, lng));
    },

    _getTilePos(coords) {
      const size = this.getTileSize();
      const middle = coords.scaleBy(size).add(size.divideBy(2));
      const there = this._map.unproject(middle, coords.z);
      const [lng, lat] = fromGcj02([there.lng, there.lat]);
      const moved = this._map.project([lat, lng], coords.z).subtract(middle);
      return L.TileLayer.prototype._getTilePos.call(this, coords).add(moved).round();
    },
  });

  window.YipanGcj02 = { toGcj02, fromGcj02, Tiles };
})();
