import type { GraphNode } from '../api/types.js';
import { titleOf, type GraphModel } from '../graph/model.js';
import { t } from '../strings.js';

export type Column = 'title' | 'kind' | 'links' | 'database' | 'group' | 'edited';

export interface Sort {
  column: Column;
  descending: boolean;
}

export interface Row {
  node: GraphNode;
  database: string;
  group: string;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

export function rowsOf(model: GraphModel): Row[] {
  const names = new Map(model.groups.map((group) => [group.group, group.name]));
  return model.data.nodes.map((node) => ({
    node,
    database: node.database_id === null ? '' : titleOrNothing(model.nodes.get(node.database_id)),
    group: node.group === null ? t.legend.noGroup : (names.get(node.group) ?? ''),
  }));
}

/** Sorted and filtered; equal rows stay in the order of their titles. */
export function sortRows(rows: readonly Row[], sort: Sort, filter: string): Row[] {
  const wanted = filter.trim().toLocaleLowerCase();
  const kept = wanted === '' ? [...rows] : rows.filter((row) => row.node.name.toLocaleLowerCase().includes(wanted));
  const sign = sort.descending ? -1 : 1;
  return kept.sort((a, b) => sign * compare(a, b, sort.column) || collator.compare(a.node.name, b.node.name));
}

function compare(a: Row, b: Row, column: Column): number {
  switch (column) {
    case 'title':
      return collator.compare(titleOf(a.node), titleOf(b.node));
    case 'kind':
      return collator.compare(a.node.kind, b.node.kind);
    case 'links':
      return a.node.degree - b.node.degree;
    case 'database':
      return collator.compare(a.database, b.database);
    case 'group':
      return collator.compare(a.group, b.group);
    case 'edited':
      return (a.node.last_edited_time ?? '') < (b.node.last_edited_time ?? '') ? -1 : 1;
  }
}

const titleOrNothing = (node: GraphNode | undefined): string => (node === undefined ? '' : titleOf(node));
