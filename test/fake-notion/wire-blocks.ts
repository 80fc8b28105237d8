import type { Block, NodeObject } from './model.js';
import { idHash } from './random.js';
import { childrenOf, isHiddenChild } from './reading.js';
import type { ApiVersion } from './wire-common.js';
import { authors, hostedFile, isoTime, pageParent, trashFlags, wireIcon } from './wire-common.js';
import { richText } from './wire-rich-text.js';
import type { Workspace } from './workspace.js';

export type WireObject = Record<string, unknown>;

export interface BlockView {
  workspace: Workspace;
  version: ApiVersion;
  /** `has_children` that is wrong: child pages say they have none, some paragraphs say they have some. */
  has_children_lies: boolean;
}

/** A block as `blocks/{id}` and `blocks/{id}/children` give it. */
export function wireBlock(view: BlockView, block: Block): WireObject {
  const { workspace, version } = view;
  if (isHiddenChild(workspace, block)) return { object: 'block', id: block.id };
  const node = workspace.node(block.id);
  if (node !== undefined) return wireNodeBlock(view, node);
  const page = workspace.page(block.page_id);
  const { type, payload } = blockPayload(workspace, block, version);
  return {
    object: 'block',
    id: block.id,
    parent:
      block.parent_id === block.page_id
        ? { type: 'page_id', page_id: block.page_id }
        : { type: 'block_id', block_id: block.parent_id },
    created_time: isoTime(page.created_time),
    last_edited_time: isoTime(page.last_edited_time),
    ...authors(workspace),
    has_children: hasChildren(view, block),
    ...trashFlags(!workspace.isLive(page), version),
    type,
    [type]: payload,
  };
}

/** A page or database asked for as a block: the block that it is in its parent, rows and top pages too. */
export function wireNodeBlock(view: BlockView, node: NodeObject): WireObject {
  const { workspace, version } = view;
  const type = node.kind === 'page' ? 'child_page' : 'child_database';
  const has_children = node.kind === 'page' && !view.has_children_lies && node.blocks.length > 0;
  return {
    object: 'block',
    id: node.id,
    parent: pageParent(workspace, node),
    created_time: isoTime(node.created_time),
    last_edited_time: isoTime(node.last_edited_time),
    ...authors(workspace),
    has_children,
    ...trashFlags(!workspace.isLive(node), version),
    type,
    [type]: { title: workspace.plainTitle(node.id) },
  };
}

/** What was not shared comes as a partial block or not at all (notion-api.md §10). */
export function isLeftOut(workspace: Workspace, block: Block): boolean {
  return isHiddenChild(workspace, block) && idHash(block.id) % 2 === 0;
}

function hasChildren(view: BlockView, block: Block): boolean {
  const children = childrenOf(view.workspace, block);
  if (children === null || children.length > 0) return true;
  return view.has_children_lies && block.type === 'paragraph' && idHash(block.id) % 5 === 0;
}

function blockPayload(workspace: Workspace, block: Block, version: ApiVersion): { type: string; payload: WireObject } {
  const { type } = block;
  switch (type) {
    case 'meeting_notes':
      return {
        type: version === '2026-03-11' ? 'meeting_notes' : 'transcription',
        payload: {
          title: richText(workspace, block.title),
          status: 'notes_ready',
          children: {
            summary_block_id: block.children[0]?.id,
            notes_block_id: block.children[1]?.id,
            transcript_block_id: block.children[2]?.id,
          },
        },
      };
    case 'unknown':
      // Types that the API knows but does not serve are `unsupported`; a newer one comes under its own name.
      if (idHash(block.id) % 2 === 0) return { type: 'unsupported', payload: { block_type: block.wire_type } };
      return { type: block.wire_type, payload: { rich_text: [] } };
    default:
      return { type, payload: ownPayload(workspace, block) };
  }
}

type Served = Exclude<Block, { type: 'meeting_notes' | 'unknown' }>;

function ownPayload(workspace: Workspace, block: Served): WireObject {
  switch (block.type) {
    case 'paragraph':
      return { rich_text: richText(workspace, block.text), color: block.color ?? 'default', icon: null };
    case 'quote':
    case 'bulleted_list_item':
    case 'numbered_list_item':
    case 'toggle':
      return { rich_text: richText(workspace, block.text), color: block.color ?? 'default' };
    case 'template':
      return { rich_text: richText(workspace, block.text) };
    case 'heading_1':
    case 'heading_2':
    case 'heading_3':
    case 'heading_4':
      return {
        rich_text: richText(workspace, block.text),
        color: block.color ?? 'default',
        is_toggleable: block.toggleable,
      };
    case 'to_do':
      return {
        rich_text: richText(workspace, block.text),
        color: block.color ?? 'default',
        checked: block.checked,
      };
    case 'callout':
      return {
        rich_text: richText(workspace, block.text),
        color: block.color ?? 'default',
        icon: block.emoji === null ? null : wireIcon(workspace, { type: 'emoji', emoji: block.emoji }),
      };
    case 'code':
      return {
        rich_text: richText(workspace, [{ kind: 'text', text: block.code }]),
        caption: richText(workspace, block.caption),
        language: block.language,
      };
    case 'equation':
      return { expression: block.expression };
    case 'divider':
    case 'breadcrumb':
    case 'column_list':
    case 'column':
    case 'tab':
      return {};
    case 'table_of_contents':
      return { color: 'default' };
    case 'table':
      return {
        table_width: block.width,
        has_column_header: block.column_header,
        has_row_header: block.row_header,
      };
    case 'table_row':
      return { cells: block.cells.map((cell) => richText(workspace, cell)) };
    case 'bookmark':
    case 'embed':
      return { url: block.address.url, caption: richText(workspace, block.caption) };
    case 'link_preview':
      return { url: block.address.url };
    case 'link_to_page': {
      const key = `${block.to}_id`;
      return { type: key, [key]: block.target_id };
    }
    case 'child_page':
    case 'child_database':
      return { title: workspace.plainTitle(block.id) };
    case 'synced_block':
      return {
        synced_from: block.synced_from === null ? null : { type: 'block_id', block_id: block.synced_from },
      };
    case 'image':
    case 'video':
    case 'audio':
    case 'pdf':
    case 'file': {
      const caption = richText(workspace, block.caption);
      const name = block.type === 'file' ? { name: block.url.split('/').at(-1) ?? 'file' } : {};
      return block.hosted
        ? { type: 'file', file: hostedFile(workspace, block.url), caption, ...name }
        : { type: 'external', external: { url: block.url }, caption, ...name };
    }
  }
}
