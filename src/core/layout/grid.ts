// Bound once: each `Math.` is a slow look-up where the global object is a sandbox, as under Jest.
const { sqrt, floor, max, min } = Math;

/** Points in square buckets, to find what is near without looking at all. */
export class Grid {
  private readonly columns: number;
  private readonly rows: number;
  private readonly left: number;
  private readonly top: number;
  private readonly head: Int32Array;
  private readonly next: Int32Array;
  private readonly size: number;

  constructor(x: ArrayLike<number>, y: ArrayLike<number>, size: number) {
    const n = x.length;
    let [left, right, top, bottom] = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      if (i === 0 || x[i]! < left) left = x[i]!;
      if (i === 0 || x[i]! > right) right = x[i]!;
      if (i === 0 || y[i]! < top) top = y[i]!;
      if (i === 0 || y[i]! > bottom) bottom = y[i]!;
    }
    // Few far outliers must not ask for a bucket per square of the void between.
    this.size = max(size, sqrt(((right - left) * (bottom - top)) / (4 * n + 64)), (right - left) / 4096);
    this.size = max(this.size, (bottom - top) / 4096, 1e-9);
    this.left = left;
    this.top = top;
    this.columns = floor((right - left) / this.size) + 1;
    this.rows = floor((bottom - top) / this.size) + 1;
    this.head = new Int32Array(this.columns * this.rows).fill(-1);
    this.next = new Int32Array(n);
    for (let i = n - 1; i >= 0; i--) {
      const bucket = this.bucketOf(x[i]!, y[i]!);
      this.next[i] = this.head[bucket]!;
      this.head[bucket] = i;
    }
  }

  /** Calls back with every point in the buckets within `reach` of a place: all that are near, and some more. */
  around(x: number, y: number, reach: number, visit: (index: number) => void): void {
    const first_column = max(0, floor((x - reach - this.left) / this.size));
    const last_column = min(this.columns - 1, floor((x + reach - this.left) / this.size));
    const first_row = max(0, floor((y - reach - this.top) / this.size));
    const last_row = min(this.rows - 1, floor((y + reach - this.top) / this.size));
    for (let row = first_row; row <= last_row; row++) {
      for (let column = first_column; column <= last_column; column++) {
        for (let i = this.head[row * this.columns + column]!; i >= 0; i = this.next[i]!) visit(i);
      }
    }
  }

  private bucketOf(x: number, y: number): number {
    const column = floor((x - this.left) / this.size);
    return floor((y - this.top) / this.size) * this.columns + column;
  }
}
