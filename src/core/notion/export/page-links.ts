import { EVIDENCE_MAX, type PageLink } from '../page.js';
import type { FoundLink, InlineKind } from './block-text.js';
import type { Catalogue, ExportNode } from './catalogue.js';
import { oneLine, sentenceAround } from './evidence.js';
import type { Ledger } from './ledger.js';
import { type Resolved, resolveReference } from './references.js';

type LinkKind = InlineKind | 'relation';

/** What a property says of one target, counted apart for the page's own file and for its row in the table. */
interface PropertyClaim {
  name: string;
  kind: LinkKind;
  resolved: Resolved;
  evidence: string;
  own: number;
  row: number;
}

/** Collects one page's links: resolves, counts, explains them, and tells the ledger of what is none. */
export class PageLinks {
  private readonly links = new Map<string, PageLink>();
  private readonly claims = new Map<string, PropertyClaim>();

  constructor(
    private readonly holder: ExportNode,
    private readonly catalogue: Catalogue,
    private readonly ledger: Ledger,
    /** Told of children that the holder refers to by a `.csv`: they are databases. */
    private readonly on_child_table: (node: ExportNode) => void,
  ) {}

  /** A reference in the page's body. */
  addFound = (found: FoundLink): void => {
    const resolved = resolveReference(found.reference, this.holder.dir, this.catalogue);
    if (resolved === null) return;
    this.add(resolved, found.kind, 1, found.reference, () => sentenceAround(found.text, found.start, found.end));
  };

  /** A reference in a property, from the page's own file or from its row in the database's table. */
  addProperty(from: 'own' | 'row', name: string, reference: string, kind: LinkKind, title: string): void {
    // Both files spell the same reference from their own folders; the resolver tries either.
    const resolved = resolveReference(reference, this.holder.dir, this.catalogue);
    if (resolved === null) return;
    const target = 'node' in resolved ? resolved.node.id : resolved.missing;
    const key = `${kind}/${target}/${name}`;
    let claim = this.claims.get(key);
    if (claim === undefined) {
      claim = { name, kind, resolved, evidence: `${name}: ${title}`, own: 0, row: 0 };
      this.claims.set(key, claim);
    }
    claim[from] += 1;
  }

  /** At most one link per target and kind, in the order in which they were met. */
  finish(): PageLink[] {
    for (const { kind, resolved, evidence, own, row } of this.claims.values()) {
      // One property that both files show is one property.
      this.add(resolved, kind, Math.max(own, row), evidence, () => oneLine(evidence));
    }
    this.claims.clear();
    return [...this.links.values()];
  }

  get count(): number {
    return this.links.size;
  }

  private add(resolved: Resolved, kind: LinkKind, count: number, text: string, evidence: () => string): void {
    if ('missing' in resolved) {
      this.ledger.add('link', 'target_not_in_export', this.holder.id, text, count);
      return;
    }
    const { node, is_table } = resolved;
    if (node === this.holder) {
      this.ledger.add('link', 'self_link', this.holder.id, text, count);
      return;
    }
    if (node.parent === this.holder) {
      if (is_table) this.on_child_table(node);
      // interface.md: a link to a page in the holder's own folder is `child` only.
      if (kind === 'link' || kind === 'link_to_page') return;
    }
    const key = `${kind}/${node.id}`;
    let link = this.links.get(key);
    if (link === undefined) {
      link = { target: node.id, kind, count: 0, evidence: [] };
      if (kind === 'relation') link.dual = true;
      this.links.set(key, link);
    }
    link.count += count;
    if (link.evidence.length >= EVIDENCE_MAX) return;
    const sentence = evidence();
    if (sentence !== '' && !link.evidence.includes(sentence)) link.evidence.push(sentence);
  }
}
