import type { LinkKind } from '../../src/core/notion/page.js';
import type { Address, Block, Inline, NodeObject, Page, RichText } from './model.js';
import type { Workspace } from './workspace.js';
import { eachBlock } from './workspace.js';

/** One occurrence of one way of pointing at something. `target_id` is null where the target is known to be gone. */
export interface Reference {
  kind: Exclude<LinkKind, 'child'>;
  target_id: string | null;
  /** A relation that its other side holds too. */
  dual: boolean;
}

/**
 * Everything a page or database points at, in any of the ways of notion-api.md §4 but the hierarchy, which is the
 * other one's `parent`. What a synced copy shows belongs to the page of the original: the copy itself is one `synced`.
 */
export function* referencesOf(workspace: Workspace, node: NodeObject, comments: boolean): Generator<Reference> {
  yield* inText(node.title);
  if (node.kind === 'database') {
    yield* inText(node.description);
    return;
  }
  yield* inProperties(workspace, node);
  for (const block of eachBlock(node.blocks)) yield* inBlock(workspace, block);
  if (!comments) return;
  // Whatever a comment points at is a link of one kind.
  for (const comment of node.comments) {
    for (const { target_id } of inText(comment.text)) yield { kind: 'comment', target_id, dual: false };
  }
}

function* inText(text: RichText): Generator<Reference> {
  for (const inline of text) {
    const reference = ofInline(inline);
    if (reference !== null) yield reference;
  }
}

function ofInline(inline: Inline): Reference | null {
  switch (inline.kind) {
    case 'page_mention':
    case 'database_mention':
      return { kind: 'mention', target_id: inline.target.id, dual: false };
    case 'data_source_mention':
      return { kind: 'mention', target_id: inline.data_source_id, dual: false };
    case 'link':
    case 'link_mention':
    case 'link_preview_mention':
      return ofAddress('link', inline.address);
    case 'text':
    case 'user_mention':
    case 'date_mention':
    case 'custom_emoji':
    case 'equation':
      return null;
  }
}

function ofAddress(kind: 'link' | 'url', address: Address): Reference | null {
  return address.target === null ? null : { kind, target_id: address.target.id, dual: false };
}

function* inBlock(workspace: Workspace, block: Block): Generator<Reference> {
  switch (block.type) {
    case 'link_to_page':
      if (block.to !== 'comment') yield { kind: 'link_to_page', target_id: block.target_id, dual: false };
      return;
    case 'synced_block':
      if (block.synced_from === null) return;
      yield { kind: 'synced', target_id: workspace.blocks.get(block.synced_from)?.page_id ?? null, dual: false };
      return;
    case 'bookmark':
    case 'embed':
    case 'link_preview': {
      const reference = ofAddress('url', block.address);
      if (reference !== null) yield reference;
      if (block.type !== 'link_preview') yield* inText(block.caption);
      return;
    }
    case 'table_row':
      for (const cell of block.cells) yield* inText(cell);
      return;
    case 'image':
    case 'video':
    case 'audio':
    case 'pdf':
    case 'file':
      yield* inText(block.caption);
      return;
    case 'meeting_notes':
      yield* inText(block.title);
      return;
    case 'code':
      // Nothing in code is a link, its caption included: the markdown does not carry it.
      return;
    default:
      if ('text' in block) yield* inText(block.text);
  }
}

function* inProperties(workspace: Workspace, page: Page): Generator<Reference> {
  if (page.parent.type !== 'data_source') return;
  for (const property of workspace.dataSource(page.parent.id).schema) {
    const value = page.properties.get(property.id);
    if (value?.type === 'rich_text') yield* inText(value.text);
    else if (value?.type === 'url') {
      const reference = ofAddress('url', value.address);
      if (reference !== null) yield reference;
    } else if (value?.type === 'relation' && property.type === 'relation') {
      const dual = property.synced_property_id !== null;
      for (const target_id of value.ids) yield { kind: 'relation', target_id, dual };
    }
  }
}
