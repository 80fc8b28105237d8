import {
  EVIDENCE_LENGTH,
  EVIDENCE_MAX,
  LEDGER_EXAMPLES,
  type LedgerEntry,
  type PageLink,
  type SourcePage,
} from '../../../core/notion/page.js';
import { type AuthoredEntry, type AuthoredPage, type Block, isDatabase } from './authoring.js';
import { readText } from './notation.js';
import { sampleId } from './sample-id.js';
import { WORKSPACE, WORKSPACE_NAME } from './workspace.js';

export interface Sample {
  workspace_name: string;
  /** Parents before their children. */
  pages: SourcePage[];
  ledger: LedgerEntry[];
}

/** The sample workspace as any source would yield it. The same at every call, and a fresh copy each time. */
export function readSample(): Sample {
  return { workspace_name: WORKSPACE_NAME, ...resolve(WORKSPACE) };
}

type Entries = ReadonlyMap<string, AuthoredEntry>;

/** Where links go while they are read: it merges, and turns away what is not a link (interface.md). */
interface Collector {
  add(holder: string, kind: PageLink['kind'], target: string, evidence: string, dual?: boolean): void;
}

function resolve(workspace: readonly AuthoredEntry[]): Omit<Sample, 'workspace_name'> {
  const entries: Entries = new Map(workspace.map((entry) => [entry.key, entry]));
  const links = new Map<string, PageLink[]>(workspace.map((entry) => [entry.key, []]));
  const ledger: LedgerEntry[] = [];
  const collector: Collector = {
    add(holder, kind, target, evidence, dual) {
      if (!entries.has(target)) note(ledger, 'target_not_shared', holder, evidence);
      else if (target === holder) note(ledger, 'self_link', holder, evidence);
      else merge(links.get(holder) ?? [], { target: sampleId(target), kind, count: 1, evidence: [evidence] }, dual);
    },
  };

  const originals = originalBlocks(workspace);
  for (const entry of workspace) {
    if (!isDatabase(entry)) readProperties(entry, entries, collector);
    for (const block of entry.body) readBlock(entry.key, block, entries, originals, collector);
  }
  return { pages: workspace.map((entry) => toSourcePage(entry, entries, links.get(entry.key) ?? [])), ledger };
}

function readProperties(page: AuthoredPage, entries: Entries, collector: Collector): void {
  const database = page.within === null ? undefined : entries.get(page.within);
  for (const [name, keys] of Object.entries(page.relations ?? {})) {
    const back = database && isDatabase(database) ? database.schema[name]?.dual : undefined;
    for (const key of keys) {
      collector.add(page.key, 'relation', key, `${name}: ${titleOf(entries, key)}`, back !== undefined);
      if (back !== undefined && entries.has(key)) {
        collector.add(key, 'relation', page.key, `${back}: ${page.title}`, true);
      }
    }
  }
  for (const [name, key] of Object.entries(page.urls ?? {})) {
    collector.add(page.key, 'url', key, `${name}: ${titleOf(entries, key)}`);
  }
}

function readBlock(
  holder: string,
  block: Block,
  entries: Entries,
  originals: ReadonlyMap<string, Original>,
  collector: Collector,
): void {
  const read = (text: string) => readText(text, (key) => entries.get(key)?.title);
  if (typeof block === 'string') {
    const { plain, references } = read(block);
    for (const { key, kind } of references) collector.add(holder, kind, key, plain);
  } else if ('comment' in block) {
    const { plain, references } = read(block.comment);
    for (const { key } of references) collector.add(holder, 'comment', key, plain);
  } else if ('link_to_page' in block) {
    collector.add(holder, 'link_to_page', block.link_to_page, titleOf(entries, block.link_to_page));
  } else if ('bookmark' in block) {
    collector.add(holder, 'url', block.bookmark, block.caption);
  } else if ('copy_of' in block) {
    const original = originals.get(block.copy_of);
    collector.add(holder, 'synced', original?.owner ?? block.copy_of, original?.text ?? block.copy_of);
  }
}

interface Original {
  /** Key of the page that holds the original. */
  owner: string;
  text: string;
}

function originalBlocks(workspace: readonly AuthoredEntry[]): Map<string, Original> {
  const originals = new Map<string, Original>();
  for (const { key, body } of workspace) {
    for (const block of body) {
      if (typeof block !== 'string' && 'synced' in block) originals.set(block.synced, { owner: key, text: block.text });
    }
  }
  return originals;
}

function toSourcePage(entry: AuthoredEntry, entries: Entries, links: PageLink[]): SourcePage {
  const parent = entry.within === null ? undefined : entries.get(entry.within);
  const parent_id = parent ? sampleId(parent.key) : null;
  return {
    notion_id: sampleId(entry.key),
    kind: isDatabase(entry) ? 'database' : 'page',
    title: entry.title,
    icon: entry.icon,
    url: null,
    parent_id,
    database_id: parent && isDatabase(parent) ? parent_id : null,
    created_time: toTime(entry.created),
    last_edited_time: toTime(entry.edited),
    properties: isDatabase(entry) ? {} : { ...entry.properties },
    links,
  };
}

function merge(links: PageLink[], link: PageLink, dual: boolean | undefined): void {
  const known = links.find(({ target, kind }) => target === link.target && kind === link.kind);
  const [sentence = ''] = link.evidence;
  const evidence = sentence.slice(0, EVIDENCE_LENGTH);
  if (known === undefined) {
    links.push({ ...link, evidence: [evidence], ...(dual ? { dual } : {}) });
    return;
  }
  known.count += 1;
  if (known.evidence.length < EVIDENCE_MAX && !known.evidence.includes(evidence)) known.evidence.push(evidence);
}

function note(ledger: LedgerEntry[], reason: string, holder: string, text: string): void {
  let entry = ledger.find((candidate) => candidate.reason === reason);
  if (entry === undefined) {
    entry = { subject: 'link', reason, count: 0, examples: [] };
    ledger.push(entry);
  }
  entry.count += 1;
  if (entry.examples.length < LEDGER_EXAMPLES) entry.examples.push({ node_id: sampleId(holder), text });
}

function titleOf(entries: Entries, key: string): string {
  return entries.get(key)?.title ?? 'Untitled';
}

/** `YYYY-MM-DD HH:MM` to ISO 8601 UTC. */
function toTime(written: string): string {
  return `${written.replace(' ', 'T')}:00.000Z`;
}
