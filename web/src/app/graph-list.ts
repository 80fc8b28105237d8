import type { GraphMeta } from '../api/types.js';

const timeOf = (graph: GraphMeta): string => graph.created_at ?? graph.updated_at ?? '';

/** By creation; graphs without a time keep the server's order. The sample comes after what is the reader's own. */
export function newestFirst(list: readonly GraphMeta[]): GraphMeta[] {
  return [...list].sort((a, b) => Number(isSample(a)) - Number(isSample(b)) || compareText(timeOf(b), timeOf(a)));
}

export const isSample = (graph: GraphMeta | null): boolean => graph?.connection_kind === 'sample';

/** The one asked for, else the one already open, else the newest. */
export function pickGraph(list: readonly GraphMeta[], asked: string | null, open: string | null): GraphMeta | null {
  const find = (id: string | null): GraphMeta | undefined => list.find((graph) => graph.id === id);
  return find(asked) ?? find(open) ?? list[0] ?? null;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
