import type { Block, NodeObject, Page } from './model.js';
import type { Workspace } from './workspace.js';

/**
 * What a connection gets to see of a page's blocks; the JSON answers, the markdown and the request counts share it.
 */

/** Without the child pages and databases that are in the trash: their blocks leave the page until they come back. */
export function shownBlocks(workspace: Workspace, blocks: readonly Block[]): Block[] {
  return blocks.filter((block) => {
    if (block.type !== 'child_page' && block.type !== 'child_database') return true;
    const node = workspace.node(block.id);
    return node !== undefined && workspace.isLive(node);
  });
}

/** A child page or database that is in a visible page but was not shared itself. */
export function isHiddenChild(workspace: Workspace, block: Block): boolean {
  if (block.type !== 'child_page' && block.type !== 'child_database') return false;
  return workspace.node(block.id)?.shared !== true;
}

/** The original of a synced copy, or null where the connection cannot see the page that it is on. */
export function originalOf(workspace: Workspace, synced_from: string): Block | null {
  const original = workspace.blocks.get(synced_from);
  if (original === undefined) return null;
  return workspace.pages.get(original.page_id)?.shared === true ? original : null;
}

/** A copy has its original's children; null where it has some that cannot be seen. */
export function childrenOf(workspace: Workspace, block: Block): Block[] | null {
  if (block.type !== 'synced_block' || block.synced_from === null) return shownBlocks(workspace, block.children);
  const original = originalOf(workspace, block.synced_from);
  return original === null ? null : shownBlocks(workspace, original.children);
}

/** They only hold their neighbours together: cutting one would leave a column list with a hole for a column. */
const STRUCTURE = new Set(['column', 'table_row']);

/**
 * The blocks at which a read of at most `limit` blocks stops: in reading order, whatever comes after the limit, without
 * what lies under it.
 */
export function cutBlocks(workspace: Workspace, blocks: readonly Block[], limit: number): Set<string> {
  const cut = new Set<string>();
  let left = limit;
  const visit = (siblings: readonly Block[]): void => {
    for (const block of shownBlocks(workspace, siblings)) {
      if (!STRUCTURE.has(block.type)) {
        if (left === 0) {
          cut.add(block.id);
          continue;
        }
        left--;
      }
      visit(block.children);
    }
  };
  visit(blocks);
  return cut;
}

export interface HoleCounts {
  alias: number;
  bookmark: number;
  embed: number;
  link_preview: number;
  /** Read apart because the page is too long. */
  cut: number;
  /** Not shared: its id is among the unknown ones, and asking for it answers 404. */
  hidden: number;
}

/** The requests that a page's markdown leaves to be made, one a hole, by kind. */
export function holesOf(workspace: Workspace, page: Page, block_limit: number): HoleCounts {
  const holes: HoleCounts = { alias: 0, bookmark: 0, embed: 0, link_preview: 0, cut: 0, hidden: 0 };
  const visit = (siblings: readonly Block[]): void => {
    for (const block of shownBlocks(workspace, siblings)) {
      if (block.type === 'link_to_page') holes.alias++;
      else if (block.type === 'bookmark' || block.type === 'embed' || block.type === 'link_preview')
        holes[block.type]++;
      else if (isHiddenChild(workspace, block)) holes.hidden++;
      else if (block.type === 'synced_block' && block.synced_from !== null) {
        if (originalOf(workspace, block.synced_from) === null) holes.hidden++;
      }
      visit(block.children);
    }
  };
  visit(page.blocks);
  const read = (blocks: readonly Block[]): void => {
    for (const id of cutBlocks(workspace, blocks, block_limit)) {
      holes.cut++;
      const block = workspace.blocks.get(id);
      if (block !== undefined) read([block]);
    }
  };
  read(page.blocks);
  return holes;
}

/** What a relation shows: rows in the trash are dropped, rows that were not shared keep their id. */
export function relationTargets(workspace: Workspace, ids: readonly string[]): string[] {
  return ids.filter((id) => {
    const target: NodeObject | undefined = workspace.pages.get(id);
    return target !== undefined && workspace.isLive(target);
  });
}
