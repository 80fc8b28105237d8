import { oneLine } from '../export/evidence.js';
import { asList, member, textAt } from './json.js';
import { idAt, isInTrash, type Parent, readParent } from './object-fields.js';
import {
  NO_TITLES,
  plainText,
  type Reference,
  richTextReferences,
  type Target,
  target,
  type Titles,
  urlReferences,
} from './rich-text.js';

export interface ReadBlock {
  id: string;
  /** As Notion spells it, also where this reader does not know it (`isKnownBlockType`). */
  type: string;
  has_children: boolean;
  references: Reference[];
  /** The page or database that the block stands for: hierarchy, not a link. */
  child: { type: 'page' | 'database'; id: string; title: string } | null;
  /** It is a synced block's original: copies name its id. */
  synced_original: boolean;
  in_trash: boolean;
  parent: Parent;
}

/** Where a block of a type keeps its rich texts. A type that is not in here is not read (notion-api.md §4). */
const TEXTS: ReadonlyMap<string, readonly string[]> = new Map([
  ...[
    'paragraph',
    'heading_1',
    'heading_2',
    'heading_3',
    'heading_4',
    'bulleted_list_item',
    'numbered_list_item',
    'quote',
    'to_do',
    'toggle',
    'template',
    'callout',
  ].map((type): [string, string[]] => [type, ['rich_text']]),
  // Not its text: anything in code is no link (interface.md).
  ...['code', 'image', 'video', 'audio', 'pdf', 'file', 'bookmark', 'embed'].map((type): [string, string[]] => [
    type,
    ['caption'],
  ]),
  ['meeting_notes', ['title']],
  ['transcription', ['title']],
]);

const TEXTLESS = new Set([
  'breadcrumb',
  'child_database',
  'child_page',
  'column',
  'column_list',
  'divider',
  'equation',
  'link_preview',
  'link_to_page',
  'synced_block',
  'tab',
  'table',
  'table_of_contents',
  'table_row',
]);

/** Whether blocks of this type are read. What is not is to be counted in the ledger, so that no loss is silent. */
export function isKnownBlockType(type: string): boolean {
  return TEXTS.has(type) || TEXTLESS.has(type);
}

/** One block, without its children; null for a partial one, which says nothing. */
export function readBlock(json: unknown, titles: Titles = NO_TITLES): ReadBlock | null {
  const id = idAt(json, 'id');
  const type = textAt(json, 'type');
  if (id === null || type === null) return null;
  const content = member(json, type);
  return {
    id,
    type,
    has_children: member(json, 'has_children') === true,
    references: [
      ...pointers(type, content, titles),
      ...textsOf(type, content).flatMap((text) => richTextReferences(text, titles)),
    ],
    child: childOf(id, type, content),
    synced_original: type === 'synced_block' && member(content, 'synced_from') === null,
    in_trash: isInTrash(json),
    parent: readParent(member(json, 'parent')),
  };
}

function textsOf(type: string, content: unknown): unknown[] {
  if (type === 'table_row') return asList(member(content, 'cells'));
  return (TEXTS.get(type) ?? []).map((key) => member(content, key));
}

/** What the block itself points at, beside its texts. */
function pointers(type: string, content: unknown, titles: Titles): Reference[] {
  switch (type) {
    case 'link_to_page':
      return linkToPage(content, titles);
    case 'synced_block':
      return oneReference(target('block', member(content, 'synced_from', 'block_id')), 'synced', '');
    case 'bookmark':
    case 'embed':
    case 'link_preview':
      return urlBlock(content);
    default:
      return [];
  }
}

/** A comment is not a node: `comment_id` points at nothing. */
function linkToPage(content: unknown, titles: Titles): Reference[] {
  const pointed = target('page', member(content, 'page_id')) ?? target('database', member(content, 'database_id'));
  return oneReference(pointed, 'link_to_page', pointed === null ? '' : (titles(pointed.id) ?? ''));
}

function urlBlock(content: unknown): Reference[] {
  const caption = oneLine(plainText(member(content, 'caption')));
  return urlReferences(textAt(content, 'url')).map((reference) =>
    caption === '' ? reference : { ...reference, evidence: caption },
  );
}

function oneReference(to: Target | null, kind: Reference['kind'], evidence: string): Reference[] {
  return to === null ? [] : [{ target: to, kind, evidence: oneLine(evidence) }];
}

function childOf(id: string, type: string, content: unknown): ReadBlock['child'] {
  if (type !== 'child_page' && type !== 'child_database') return null;
  // The block's id is the page's or the database's own (notion-api.md §4).
  return { type: type === 'child_page' ? 'page' : 'database', id, title: textAt(content, 'title') ?? '' };
}
