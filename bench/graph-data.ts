import { seededRandom } from '../src/core/graph/random.js';
import type { GraphPage } from '../src/core/graph/snapshot.js';
import type { PageLink } from '../src/core/notion/page.js';

/** Edges as index pairs. */
export interface EdgeList {
  nodes: number;
  source: Uint32Array;
  target: Uint32Array;
}

/**
 * A seeded graph like a large wiki: nodes join topics of uneven size, prefer well-linked nodes (so degrees follow a
 * power law), and mostly stay inside their topic. About `links` links a node.
 */
export function powerLawGraph(nodes: number, links = 5, seed = 1): EdgeList {
  const random = seededRandom(seed);
  const topics = Math.max(1, Math.round(Math.sqrt(nodes) / 2));
  const ends: number[][] = Array.from({ length: topics }, () => []);
  const all: number[] = [];
  const pairs = new Set<number>();
  const source: number[] = [];
  const target: number[] = [];
  for (let node = 0; node < nodes; node++) {
    const draw = random();
    const topic = Math.floor(draw * draw * topics);
    const own = ends[topic]!;
    for (let i = 0; i < links; i++) {
      const pool = random() < 0.85 && own.length > 0 ? own : all;
      const other = pool[Math.floor(random() * pool.length)];
      if (other === undefined || other === node || pairs.has(node * nodes + other)) continue;
      pairs.add(node * nodes + other);
      source.push(node);
      target.push(other);
      own.push(other);
      all.push(other);
    }
    own.push(node);
    all.push(node);
  }
  return { nodes, source: Uint32Array.from(source), target: Uint32Array.from(target) };
}

/** A Notion id made from a number. */
export function notionId(index: number): string {
  return `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

/** The graph as pages that mention each other. */
export function pagesOf({ nodes, source, target }: EdgeList): GraphPage[] {
  const links: PageLink[][] = Array.from({ length: nodes }, () => []);
  for (const [i, from] of source.entries()) {
    const evidence = [`A sentence on page ${from} that mentions page ${target[i]!} and says why it matters here.`];
    links[from]!.push({ target: notionId(target[i]!), kind: 'mention', count: 1, evidence });
  }
  return links.map((own, i) => ({
    id: `aaaaaaaa-0000-4000-8000-${i.toString(16).padStart(12, '0')}`,
    notion_id: notionId(i),
    kind: 'page',
    title: `Page ${i} of the workspace`,
    icon: i % 3 === 0 ? '📄' : null,
    url: `https://www.notion.so/${notionId(i).replaceAll('-', '')}`,
    parent_id: null,
    database_id: null,
    created_time: '2024-01-02T03:04:05.000Z',
    last_edited_time: '2024-06-07T08:09:10.000Z',
    links: own,
  }));
}
