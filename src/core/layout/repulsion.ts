// Bound once: each `Math.` is a slow look-up where the global object is a sandbox, as under Jest.
const { max } = Math;

/** Cells hold at most this many points: enough to share one walk of the tree, few enough to pair directly. */
const LEAF = 12;
/** Below this all pairs are cheaper than a tree, and exact. */
const DIRECT = 192;
const DEPTH = 16;
/** A cell counts as one point from this many times its width; the group's walk measures from the group's rim. */
const THETA = 1.2;
/** Keeps the force finite where points coincide; in squared layout units. */
const SOFTENING = 0.25;

/**
 * Adds to (fx, fy) the 2D Coulomb force mass_i · mass_j · strength / distance between all pairs, by Barnes and Hut's
 * method. Points are sorted along a Morton curve, which makes the tree's cells ranges of the sorted arrays; all points
 * of a leaf share one walk (Barnes 1990), which is several times faster than a walk for each. Reuses its arrays.
 */
export class Repulsion {
  private readonly order: Uint32Array;
  private readonly spare: Uint32Array;
  private readonly code: Uint32Array;
  private readonly spare_code: Uint32Array;
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private readonly mass: Float64Array;
  private cells = 0;
  private low: Uint32Array;
  private high: Uint32Array;
  private child: Uint32Array;
  private children: Uint8Array;
  private depth: Uint8Array;
  private center_x: Float64Array;
  private center_y: Float64Array;
  private weight: Float64Array;
  private readonly far: Uint32Array;
  private readonly near: Uint32Array;
  private readonly stack: Uint32Array;

  constructor(private readonly count: number) {
    const tree = count > DIRECT;
    const points = tree ? count : 0;
    this.order = new Uint32Array(points);
    this.spare = new Uint32Array(points);
    this.code = new Uint32Array(points);
    this.spare_code = new Uint32Array(points);
    this.x = new Float64Array(points);
    this.y = new Float64Array(points);
    this.mass = new Float64Array(points);
    // Every inner cell on a chain without branches is skipped below, so cells are fewer than twice the points.
    const cells = points * 2 + 8;
    this.low = new Uint32Array(cells);
    this.high = new Uint32Array(cells);
    this.child = new Uint32Array(cells);
    this.children = new Uint8Array(cells);
    this.depth = new Uint8Array(cells);
    this.center_x = new Float64Array(cells);
    this.center_y = new Float64Array(cells);
    this.weight = new Float64Array(cells);
    this.far = new Uint32Array(cells);
    this.near = new Uint32Array(cells);
    this.stack = new Uint32Array(cells);
  }

  add(
    x: Float64Array,
    y: Float64Array,
    mass: Float64Array,
    strength: number,
    fx: Float64Array,
    fy: Float64Array,
  ): void {
    if (this.count <= DIRECT) allPairs(this.count, x, y, mass, strength, fx, fy);
    else {
      const width = this.sort(x, y, mass);
      this.build();
      this.walk(width, strength, fx, fy);
    }
  }

  /** Sorts points by Morton code; returns the width of the square around them. */
  private sort(x: Float64Array, y: Float64Array, mass: Float64Array): number {
    const n = this.count;
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < n; i++) {
      if (x[i]! < left) left = x[i]!;
      if (x[i]! > right) right = x[i]!;
      if (y[i]! < top) top = y[i]!;
      if (y[i]! > bottom) bottom = y[i]!;
    }
    const width = max(right - left, bottom - top, 1e-9);
    const scale = 65535 / width;
    for (let i = 0; i < n; i++) {
      this.order[i] = i;
      this.code[i] = (spread((x[i]! - left) * scale) | (spread((y[i]! - top) * scale) << 1)) >>> 0;
    }
    radixPass(this.code, this.order, this.spare_code, this.spare, 0);
    radixPass(this.spare_code, this.spare, this.code, this.order, 8);
    radixPass(this.code, this.order, this.spare_code, this.spare, 16);
    radixPass(this.spare_code, this.spare, this.code, this.order, 24);
    for (let i = 0; i < n; i++) {
      const point = this.order[i]!;
      this.x[i] = x[point]!;
      this.y[i] = y[point]!;
      this.mass[i] = mass[point]!;
    }
    return width;
  }

  private build(): void {
    this.low[0] = 0;
    this.high[0] = this.count;
    this.depth[0] = 0;
    this.cells = 1;
    for (let cell = 0; cell < this.cells; cell++) {
      this.children[cell] = 0;
      if (this.high[cell]! - this.low[cell]! > LEAF) this.divide(cell);
    }
    for (let cell = this.cells - 1; cell >= 0; cell--) this.summarise(cell);
  }

  private divide(cell: number): void {
    const end = this.high[cell]!;
    let from = this.low[cell]!;
    let depth = this.depth[cell]!;
    // Where all points share the next quadrant, the cell itself shrinks.
    while (depth < DEPTH && (this.code[from]! ^ this.code[end - 1]!) >>> (30 - 2 * depth) === 0) depth++;
    this.depth[cell] = depth;
    if (depth >= DEPTH) return;
    const shift = 30 - 2 * depth;
    this.child[cell] = this.cells;
    while (from < end) {
      const quadrant = this.code[from]! >>> shift;
      let low = from + 1;
      let high = end;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (this.code[middle]! >>> shift === quadrant) low = middle + 1;
        else high = middle;
      }
      this.low[this.cells] = from;
      this.high[this.cells] = low;
      this.depth[this.cells] = depth + 1;
      this.cells++;
      this.children[cell]!++;
      from = low;
    }
  }

  private summarise(cell: number): void {
    let [sum, sum_x, sum_y] = [0, 0, 0];
    const children = this.children[cell]!;
    if (children === 0) {
      for (let i = this.low[cell]!; i < this.high[cell]!; i++) {
        sum += this.mass[i]!;
        sum_x += this.mass[i]! * this.x[i]!;
        sum_y += this.mass[i]! * this.y[i]!;
      }
    } else {
      for (let i = this.child[cell]!; i < this.child[cell]! + children; i++) {
        sum += this.weight[i]!;
        sum_x += this.weight[i]! * this.center_x[i]!;
        sum_y += this.weight[i]! * this.center_y[i]!;
      }
    }
    this.weight[cell] = sum;
    this.center_x[cell] = sum_x / sum;
    this.center_y[cell] = sum_y / sum;
  }

  private walk(width: number, strength: number, fx: Float64Array, fy: Float64Array): void {
    const { x, y, mass, center_x, center_y, weight, far, near, stack } = this;
    const limit = new Float64Array(DEPTH + 1);
    for (let depth = 0, size = width; depth <= DEPTH; depth++, size /= 2)
      limit[depth] = (size * size) / (THETA * THETA);
    for (let leaf = 0; leaf < this.cells; leaf++) {
      if (this.children[leaf] !== 0) continue;
      const start = this.low[leaf]!;
      const end = this.high[leaf]!;
      let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
      for (let i = start; i < end; i++) {
        if (x[i]! < left) left = x[i]!;
        if (x[i]! > right) right = x[i]!;
        if (y[i]! < top) top = y[i]!;
        if (y[i]! > bottom) bottom = y[i]!;
      }
      let [fars, nears, depth] = [0, 0, 1];
      stack[0] = 0;
      while (depth > 0) {
        const cell = stack[--depth]!;
        const px = center_x[cell]!;
        const py = center_y[cell]!;
        const dx = px < left ? left - px : px > right ? px - right : 0;
        const dy = py < top ? top - py : py > bottom ? py - bottom : 0;
        if (dx * dx + dy * dy > limit[this.depth[cell]!]!) far[fars++] = cell;
        else if (this.children[cell] === 0) near[nears++] = cell;
        else for (let i = 0; i < this.children[cell]!; i++) stack[depth++] = this.child[cell]! + i;
      }
      for (let i = start; i < end; i++) {
        const px = x[i]!;
        const py = y[i]!;
        let [sum_x, sum_y] = [0, 0];
        for (let j = 0; j < fars; j++) {
          const cell = far[j]!;
          const dx = px - center_x[cell]!;
          const dy = py - center_y[cell]!;
          const push = weight[cell]! / (dx * dx + dy * dy);
          sum_x += dx * push;
          sum_y += dy * push;
        }
        for (let j = 0; j < nears; j++) {
          const cell = near[j]!;
          const last = this.high[cell]!;
          for (let k = this.low[cell]!; k < last; k++) {
            const dx = px - x[k]!;
            const dy = py - y[k]!;
            const push = mass[k]! / (dx * dx + dy * dy + SOFTENING);
            sum_x += dx * push;
            sum_y += dy * push;
          }
        }
        const point = this.order[i]!;
        fx[point]! += sum_x * strength * mass[i]!;
        fy[point]! += sum_y * strength * mass[i]!;
      }
    }
  }
}

function allPairs(
  n: number,
  x: Float64Array,
  y: Float64Array,
  mass: Float64Array,
  strength: number,
  fx: Float64Array,
  fy: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const dx = x[i]! - x[j]!;
      const dy = y[i]! - y[j]!;
      const push = (mass[i]! * mass[j]! * strength) / (dx * dx + dy * dy + SOFTENING);
      fx[i]! += dx * push;
      fy[i]! += dy * push;
      fx[j]! -= dx * push;
      fy[j]! -= dy * push;
    }
  }
}

/** The 16 low bits of a number, one zero bit after each. */
function spread(value: number): number {
  let bits = value & 0xffff;
  bits = (bits | (bits << 8)) & 0x00ff00ff;
  bits = (bits | (bits << 4)) & 0x0f0f0f0f;
  bits = (bits | (bits << 2)) & 0x33333333;
  return (bits | (bits << 1)) & 0x55555555;
}

const bucket = new Uint32Array(257);

function radixPass(
  code: Uint32Array,
  order: Uint32Array,
  to_code: Uint32Array,
  to_order: Uint32Array,
  shift: number,
): void {
  bucket.fill(0);
  for (let i = 0; i < code.length; i++) bucket[((code[i]! >>> shift) & 255) + 1]!++;
  for (let i = 0; i < 256; i++) bucket[i + 1]! += bucket[i]!;
  for (let i = 0; i < code.length; i++) {
    const place = bucket[(code[i]! >>> shift) & 255]!++;
    to_code[place] = code[i]!;
    to_order[place] = order[i]!;
  }
}
