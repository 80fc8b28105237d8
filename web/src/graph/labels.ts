/** Which labels fit. Pure geometry in pixels: the canvas only measures and draws. */

export interface LabelCandidate {
  key: string;
  text: string;
  /** Middle of the label's top edge. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Radius of the node's disc, whose middle is `disc` above the label's top edge, plus the gap between the two. */
  disc: number;
  gap: number;
  /** Larger goes first. */
  priority: number;
  /** Kept even where it touches another one. */
  forced: boolean;
}

const CELL = 96;
const GAP = 3;

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * Greedy by priority; a hash grid keeps it linear in the number of labels. A label gives way to placed labels and to the
 * discs of more important nodes: covering a leaf is fine, covering a hub is not.
 */
export function placeLabels<L extends LabelCandidate>(candidates: readonly L[]): L[] {
  const order = [...candidates].sort(
    (a, b) => Number(b.forced) - Number(a.forced) || b.priority - a.priority || (a.key < b.key ? -1 : 1),
  );
  const taken = new Map<number, Box[]>();
  const placed: L[] = [];
  for (const label of order) {
    const box = boxOf(label);
    if (label.forced || !isTaken(taken, box)) {
      placed.push(label);
      take(taken, box);
    }
    take(taken, discOf(label));
  }
  return placed;
}

const boxOf = ({ x, y, width, height }: LabelCandidate): Box => ({
  left: x - width / 2 - GAP,
  right: x + width / 2 + GAP,
  top: y,
  bottom: y + height,
});

/** The square within the disc: a label may brush the rim. */
function discOf({ x, y, disc, gap }: LabelCandidate): Box {
  const half = disc * 0.8;
  const middle = y - gap - disc;
  return { left: x - half, right: x + half, top: middle - half, bottom: middle + half };
}

function isTaken(taken: ReadonlyMap<number, Box[]>, box: Box): boolean {
  return cellsOf(box).some((cell) =>
    taken
      .get(cell)
      ?.some(
        (other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom,
      ),
  );
}

function take(taken: Map<number, Box[]>, box: Box): void {
  for (const cell of cellsOf(box)) {
    const list = taken.get(cell);
    if (list === undefined) taken.set(cell, [box]);
    else list.push(box);
  }
}

function cellsOf(box: Box): number[] {
  const cells: number[] = [];
  const right = Math.floor(box.right / CELL);
  const bottom = Math.floor(box.bottom / CELL);
  for (let x = Math.floor(box.left / CELL); x <= right; x += 1) {
    for (let y = Math.floor(box.top / CELL); y <= bottom; y += 1) cells.push(x * 65_536 + y);
  }
  return cells;
}
