import { EVIDENCE_MAX, type PageLink } from '../page.js';
import type { Reference, Target } from './rich-text.js';

export interface CollectedLinks {
  /** One per target and kind, in the order in which they were met. */
  links: PageLink[];
  /** Occurrences that point back at the page itself. */
  self_links: number;
  /** What points at nothing that is known: deleted, or never shared. */
  unresolved: Reference[];
}

/**
 * Merges what a page says into its links.
 * @param resolve the node that a target stands for: a data source's database, the page that holds a block
 * @param self_id the node that holds the references
 */
export function collectLinks(
  references: Iterable<Reference>,
  resolve: (target: Target) => string | null,
  self_id: string,
): CollectedLinks {
  const links = new Map<string, PageLink>();
  const unresolved: Reference[] = [];
  let self_links = 0;
  for (const reference of references) {
    const id = resolve(reference.target);
    if (id === null) unresolved.push(reference);
    else if (id === self_id) self_links += 1;
    else addTo(links, id, reference);
  }
  return { links: [...links.values()], self_links, unresolved };
}

function addTo(links: Map<string, PageLink>, id: string, { kind, evidence, dual }: Reference): void {
  const key = `${kind}/${id}`;
  let link = links.get(key);
  if (link === undefined) {
    link = { target: id, kind, count: 0, evidence: [] };
    links.set(key, link);
  }
  link.count += 1;
  if (dual === true) link.dual = true;
  if (evidence !== '' && link.evidence.length < EVIDENCE_MAX && !link.evidence.includes(evidence)) {
    link.evidence.push(evidence);
  }
}
