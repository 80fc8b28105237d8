// Bound once: each `Math.` is a slow look-up where the global object is a sandbox, as under Jest.
const { sqrt, max } = Math;

/** A disc to be placed: its radius in, its centre out. */
export interface Disc {
  r: number;
  x: number;
  y: number;
}

interface Front {
  disc: Disc;
  next: Front;
  previous: Front;
}

/**
 * Packs discs around the first one, in the given order, without overlap: each touches two on the rim, as near to the
 * centre as the rim allows (Wang et al. 2006, the method of d3-hierarchy's packSiblings). Best with the largest first.
 */
export function packDiscs(discs: readonly Disc[]): void {
  const [a, b] = discs;
  if (!a) return;
  [a.x, a.y] = [0, 0];
  if (!b) return;
  [b.x, b.y] = [a.r + b.r, 0];
  const front_a = { disc: a } as Front;
  const front_b = { disc: b } as Front;
  [front_a.next, front_a.previous] = [front_b, front_b];
  [front_b.next, front_b.previous] = [front_a, front_a];
  let near = front_a;
  for (const disc of discs.slice(2)) {
    for (;;) {
      const far = near.next;
      touch(far.disc, near.disc, disc);
      const hit = collision(near, far, disc);
      if (hit === null) break;
      // The rim between the gap and the disc that is in the way lies inside now.
      if (hit.ahead) [near.next, hit.at.previous] = [hit.at, near];
      else {
        [hit.at.next, far.previous] = [far, hit.at];
        near = hit.at;
      }
    }
    const added: Front = { disc, previous: near, next: near.next };
    near.next.previous = added;
    near.next = added;
    near = nearest(added);
  }
}

/** Places c against a and b, on the outer side. */
function touch(b: Disc, a: Disc, c: Disc): void {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const square = dx * dx + dy * dy;
  const to_a = (a.r + c.r) * (a.r + c.r);
  const to_b = (b.r + c.r) * (b.r + c.r);
  if (to_a > to_b) {
    const along = (square + to_b - to_a) / (2 * square);
    const across = sqrt(max(0, to_b / square - along * along));
    c.x = b.x - along * dx - across * dy;
    c.y = b.y - along * dy + across * dx;
  } else {
    const along = (square + to_a - to_b) / (2 * square);
    const across = sqrt(max(0, to_a / square - along * along));
    c.x = a.x + along * dx - across * dy;
    c.y = a.y + along * dy + across * dx;
  }
}

function overlaps(a: Disc, b: Disc): boolean {
  const reach = a.r + b.r - 1e-6;
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  return reach > 0 && reach * reach > dx * dx + dy * dy;
}

/** The first disc on the rim, going both ways from the gap by distance travelled, that the new one would cover. */
function collision(near: Front, far: Front, disc: Disc): { at: Front; ahead: boolean } | null {
  let ahead = far.next;
  let behind = near.previous;
  let ahead_length = far.disc.r;
  let behind_length = near.disc.r;
  do {
    if (ahead_length <= behind_length) {
      if (overlaps(ahead.disc, disc)) return { at: ahead, ahead: true };
      ahead_length += ahead.disc.r;
      ahead = ahead.next;
    } else {
      if (overlaps(behind.disc, disc)) return { at: behind, ahead: false };
      behind_length += behind.disc.r;
      behind = behind.previous;
    }
  } while (ahead !== behind.next);
  return null;
}

/** The gap on the rim that is nearest to the centre. */
function nearest(start: Front): Front {
  let best = start;
  let best_score = score(start);
  for (let at = start.next; at !== start; at = at.next) {
    const own = score(at);
    if (own < best_score) [best, best_score] = [at, own];
  }
  return best;
}

function score({ disc: a, next: { disc: b } }: Front): number {
  const sum = a.r + b.r;
  const x = (a.x * b.r + b.x * a.r) / sum;
  const y = (a.y * b.r + b.y * a.r) / sum;
  return x * x + y * y;
}
