import { readBlock } from '../../../core/notion/api/blocks.js';
import { holeAction, readMarkdown } from '../../../core/notion/api/markdown.js';
import type { Reference, Titles } from '../../../core/notion/api/rich-text.js';
import { richTextReferences } from '../../../core/notion/api/rich-text.js';
import type { NotionApi } from '../../notion/client/notion-api.js';
import { everyResult, isAppError } from './every-result.js';
import type { SyncLedger } from './sync-ledger.js';

/** What a page's content says: where it points, and what stands in it. */
export interface PageContent {
  references: Reference[];
  children: { type: 'page' | 'database'; id: string }[];
  synced_originals: string[];
}

/** A subtree that names itself, or a chain of them, must not be followed for ever. */
const MAX_SUBTREES = 500;

/** From this many holes on, listing the page's blocks (100 a request) costs less than asking for each. */
const LIST_FROM_HOLES = 2;

/** Nested deeper than Notion's own editor lets anybody build. */
const MAX_DEPTH = 50;

interface Reading {
  api: NotionApi;
  page_id: string;
  titles: Titles;
  ledger: SyncLedger;
  signal: AbortSignal;
  content: PageContent;
}

/**
 * Reads one page: its markdown in one request, and what that leaves out (notion-api.md §5): a hole whose block is hidden
 * costs one more, a cut-off subtree one for each. Where the markdown cannot be had the blocks are walked.
 */
export async function readPageContent(
  api: NotionApi,
  page_id: string,
  titles: Titles,
  ledger: SyncLedger,
  signal: AbortSignal,
): Promise<PageContent> {
  const content: PageContent = { references: [], children: [], synced_originals: [] };
  const reading: Reading = { api, page_id, titles, ledger, signal, content };
  try {
    await readSubtrees(reading);
  } catch (error) {
    if (!isAppError(error, 'notion_request_refused')) throw error;
    content.references.length = content.children.length = content.synced_originals.length = 0;
    await walkBlocks(reading, page_id, 0);
  }
  return content;
}

/** Everything inside comments counts as `comment` (interface.md). A request a page, so only where it is asked for. */
export async function readComments(
  api: NotionApi,
  page_id: string,
  titles: Titles,
  signal: AbortSignal,
): Promise<Reference[]> {
  const references: Reference[] = [];
  for await (const comment of everyResult((cursor) => api.comments(page_id, cursor, signal))) {
    const rich_text = typeof comment === 'object' && comment !== null && 'rich_text' in comment ? comment.rich_text : [];
    for (const reference of richTextReferences(rich_text, titles)) references.push({ ...reference, kind: 'comment' });
  }
  return references;
}

async function readSubtrees(reading: Reading): Promise<void> {
  const open = [reading.page_id];
  const asked = new Set(open);
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    const { markdown, unknown_block_ids } = await subtree(reading, id);
    const read = readMarkdown(markdown, reading.titles);
    reading.content.references.push(...read.references);
    reading.content.children.push(...read.children);
    reading.content.synced_originals.push(...read.synced_originals);
    const blocks: string[] = [];
    const cut = new Set(unknown_block_ids);
    for (const hole of read.holes) {
      const action = holeAction(hole);
      if (action === 'permanent') reading.ledger.add('block', `block_${hole.alt ?? 'unknown'}`, reading.page_id, hole.alt ?? '');
      else if (hole.block_id === null) reading.ledger.add('block', 'block_without_id', reading.page_id, hole.alt ?? '');
      else if (action === 'fetch_block') blocks.push(hole.block_id);
      else cut.add(hole.block_id);
    }
    // Bookmarks and the like are listed among the unknown blocks by some answers (notion-api.md §10): once is enough.
    for (const block of blocks) cut.delete(block);
    await readHoles(reading, id, blocks);
    for (const block of cut) {
      if (asked.has(block)) continue;
      if (asked.size > MAX_SUBTREES) {
        reading.ledger.add('block', 'page_too_deep', reading.page_id, '');
        continue;
      }
      asked.add(block);
      open.push(block);
    }
  }
}

/** A page that cannot be read is the caller's matter; a part of it that was not shared is a line in the ledger. */
async function subtree(reading: Reading, id: string): Promise<{ markdown: string; unknown_block_ids: string[] }> {
  try {
    return await reading.api.pageMarkdown(id, reading.signal);
  } catch (error) {
    if (id === reading.page_id || !isAppError(error, 'notion_object_not_found')) throw error;
    reading.ledger.add('block', 'block_not_shared', reading.page_id, '');
    return { markdown: '', unknown_block_ids: [] };
  }
}

async function readHoles(reading: Reading, parent_id: string, wanted: readonly string[]): Promise<void> {
  const missing = new Set(wanted);
  if (missing.size >= LIST_FROM_HOLES) {
    const answer = await reading.api.blockChildren(parent_id, undefined, reading.signal);
    for (const json of answer.results) {
      const block = readBlock(json, reading.titles);
      if (block && missing.delete(block.id)) reading.content.references.push(...block.references);
    }
  }
  for (const id of missing) {
    try {
      const block = readBlock(await reading.api.retrieveBlock(id, reading.signal), reading.titles);
      if (block) reading.content.references.push(...block.references);
    } catch (error) {
      if (!isAppError(error, 'notion_object_not_found')) throw error;
      reading.ledger.add('block', 'block_not_shared', reading.page_id, '');
    }
  }
}

/** The slow way: a request for every block with children and every hundred of them. */
async function walkBlocks(reading: Reading, parent_id: string, depth: number): Promise<void> {
  const { api, titles, content, signal } = reading;
  for await (const json of everyResult((cursor) => api.blockChildren(parent_id, cursor, signal))) {
    const block = readBlock(json, titles);
    if (!block || block.in_trash) continue;
    content.references.push(...block.references);
    if (block.type === 'unsupported') reading.ledger.add('block', 'block_unsupported', reading.page_id, '');
    if (block.synced_original) content.synced_originals.push(block.id);
    if (block.child) content.children.push({ type: block.child.type, id: block.child.id });
    // A synced copy shows its original's blocks, and those are the original page's own.
    const copy = block.references.some((reference) => reference.kind === 'synced');
    if (block.has_children && !block.child && !copy && depth < MAX_DEPTH) await walkBlocks(reading, block.id, depth + 1);
  }
}
