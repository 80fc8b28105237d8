import { isKnownBlockType, type ReadBlock, readBlock } from '../../../core/notion/api/blocks.js';
import { holeAction, readMarkdown } from '../../../core/notion/api/markdown.js';
import { type Reference, richTextReferences, type Titles } from '../../../core/notion/api/rich-text.js';
import type { NotionApi } from '../../notion/client/notion-api.js';
import { wholeList } from './every-result.js';
import { isAppError, isFailureOf } from './failures.js';
import { addUnread, type Unread } from './unread.js';

/** What a page's content says: where it points, what stands in it, and what of it could not be read. */
export interface PageContent {
  references: Reference[];
  children: { type: 'page' | 'database'; id: string }[];
  synced_originals: string[];
  unread: Unread;
}

/** Chains of cut-off parts end somewhere; a circle of them must not go on for ever. */
const MAX_SUBTREES = 500;

/** From so many holes on, listing the blocks (100 a request) costs less than asking for each. */
const LIST_FROM_HOLES = 2;

/** Nested deeper than Notion's own editor lets anybody build. */
const MAX_DEPTH = 50;

interface Reading {
  api: NotionApi;
  page_id: string;
  titles: Titles;
  content: PageContent;
}

/**
 * Reads one page: its markdown in one request, and what that leaves out (notion-api.md §5): a hole whose block is hidden
 * costs one more, a part that was cut off one for each. Where the markdown cannot be had the blocks are walked.
 */
export async function readPageContent(api: NotionApi, page_id: string, titles: Titles): Promise<PageContent> {
  const reading: Reading = { api, page_id, titles, content: emptyContent() };
  try {
    await readSubtrees(reading);
  } catch (error) {
    if (!isAppError(error, 'notion_refused', 'notion_answer_too_large', 'notion_failed')) throw error;
    reading.content = emptyContent();
    await walkBlocks(reading, page_id, 0);
  }
  return reading.content;
}

/** Everything inside comments counts as `comment` (interface.md). A request a page, so only where it is asked for. */
export async function readComments(api: NotionApi, page_id: string, titles: Titles): Promise<Reference[]> {
  const references: Reference[] = [];
  for (const comment of await wholeList((cursor) => api.comments(page_id, cursor))) {
    for (const reference of richTextReferences(comment['rich_text'], titles)) {
      references.push({ ...reference, kind: 'comment' });
    }
  }
  return references;
}

function emptyContent(): PageContent {
  return { references: [], children: [], synced_originals: [], unread: {} };
}

async function readSubtrees(reading: Reading): Promise<void> {
  const { content, page_id } = reading;
  const open = [page_id];
  const asked = new Set(open);
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    const { markdown, unknown_block_ids } = await subtree(reading, id);
    const read = readMarkdown(markdown, reading.titles);
    content.references.push(...read.references);
    content.children.push(...read.children);
    content.synced_originals.push(...read.synced_originals);
    const blocks = new Set<string>();
    const cut = new Set(unknown_block_ids);
    for (const hole of read.holes) {
      const action = holeAction(hole);
      if (hole.block_id === null) addUnread(content.unread, 'block/block_hidden');
      else if (action === 'fetch_block') blocks.add(hole.block_id);
      else if (action === 'fetch_subtree') cut.add(hole.block_id);
      else addUnread(content.unread, `block/${hole.alt ?? 'unknown'}_not_readable`);
      // Bookmarks and the like are listed among the unknown blocks by some answers (§10): once is enough.
      if (hole.block_id !== null && action !== 'fetch_subtree') cut.delete(hole.block_id);
    }
    // Cut off within a synced copy: its original's page reads them.
    for (const block of read.copied_holes) cut.delete(block);
    await readHoles(reading, id, blocks);
    for (const block of cut) {
      if (asked.has(block)) continue;
      asked.add(block);
      if (asked.size > MAX_SUBTREES) addUnread(content.unread, 'block/page_too_deep');
      else if (await goesOn(reading, block)) open.push(block);
    }
  }
}

/**
 * A part that was cut off: what its first block says, and whether there is more below it. By the id alone it may be a
 * child page, whose own content is no part of this one.
 */
async function goesOn({ api, titles, content }: Reading, id: string): Promise<boolean> {
  if (titles(id) !== undefined) {
    content.children.push({ type: 'page', id });
    return false;
  }
  const block = await blockOf(content, api, id, titles);
  if (!block || block.in_trash) return false;
  if (goesDeeper(block)) return true;
  content.references.push(...block.references);
  if (block.child) content.children.push(block.child);
  if (block.synced_original) content.synced_originals.push(block.id);
  return false;
}

/** A page that cannot be read is the caller's matter; a part of it that was not shared is a line in the ledger. */
async function subtree(
  { api, page_id, content }: Reading,
  id: string,
): Promise<{ markdown: string; unknown_block_ids: string[] }> {
  if (id === page_id) return api.pageMarkdown(id);
  try {
    return await api.pageMarkdown(id, 'holes');
  } catch (error) {
    if (!isAppError(error, 'notion_object_not_found', 'notion_restricted')) throw error;
    addUnread(content.unread, 'block/block_not_shared');
    return { markdown: '', unknown_block_ids: [] };
  }
}

async function blockOf(content: PageContent, api: NotionApi, id: string, titles: Titles): Promise<ReadBlock | null> {
  try {
    return readBlock(await api.retrieveBlock(id), titles);
  } catch (error) {
    if (!isFailureOf('object', error)) throw error;
    addUnread(content.unread, 'block/block_not_shared');
    return null;
  }
}

async function readHoles(reading: Reading, parent_id: string, missing: Set<string>): Promise<void> {
  const { api, titles, content } = reading;
  if (missing.size >= LIST_FROM_HOLES) {
    for (const json of await firstBlocks(api, parent_id)) {
      const block = readBlock(json, titles);
      if (block && missing.delete(block.id)) content.references.push(...block.references);
    }
  }
  for (const id of missing) {
    const block = await blockOf(content, api, id, titles);
    if (block) content.references.push(...block.references);
  }
}

/** What cannot be listed is asked for one by one. */
async function firstBlocks(api: NotionApi, parent_id: string): Promise<unknown[]> {
  try {
    return (await api.blockChildren(parent_id, null, 'holes')).results;
  } catch (error) {
    if (!isFailureOf('object', error)) throw error;
    return [];
  }
}

/** The slow way: a request for every hundred blocks and for every block with children. */
async function walkBlocks(reading: Reading, parent_id: string, depth: number): Promise<void> {
  const { api, titles, content } = reading;
  for (const json of await wholeList((cursor) => api.blockChildren(parent_id, cursor))) {
    const block = readBlock(json, titles);
    if (!block || block.in_trash) continue;
    content.references.push(...block.references);
    if (!isKnownBlockType(block.type)) addUnread(content.unread, 'block/block_type_unknown');
    if (block.synced_original) content.synced_originals.push(block.id);
    if (block.child) content.children.push(block.child);
    if (!goesDeeper(block)) continue;
    if (depth < MAX_DEPTH) await walkBlocks(reading, block.id, depth + 1);
    else addUnread(content.unread, 'block/page_too_deep');
  }
}

/** A child page's blocks are its own; a synced copy shows its original's, which are the original page's. */
function goesDeeper(block: ReadBlock): boolean {
  return block.has_children && block.child === null && !block.references.some(({ kind }) => kind === 'synced');
}
