/**
 * The workspace as its owner sees it, before any API shape. Every reference names its target by id, so that the list of
 * expected links is read off this model and never off text that a parser would have to understand.
 */

/** What a reference points at: a page, a database or (in mentions) a data source; perhaps at one block of a page. */
export interface Target {
  id: string;
  block_id?: string;
}

/** An address as it is spelled, and what it means. `target` is null where it only looks like a page's. */
export interface Address {
  url: string;
  target: Target | null;
}

type Hue = 'gray' | 'brown' | 'orange' | 'yellow' | 'green' | 'blue' | 'purple' | 'pink' | 'red';
export type Color = Hue | `${Hue}_background`;

export interface Style {
  bold?: true;
  italic?: true;
  strikethrough?: true;
  underline?: true;
  code?: true;
  color?: Color;
}

export type Inline =
  | { kind: 'text'; text: string; style?: Style }
  | { kind: 'link'; text: string; address: Address; style?: Style }
  | { kind: 'page_mention'; target: Target }
  | { kind: 'database_mention'; target: Target }
  | { kind: 'data_source_mention'; data_source_id: string }
  | { kind: 'link_mention'; title: string; address: Address }
  | { kind: 'link_preview_mention'; address: Address }
  | { kind: 'user_mention'; user_id: string }
  | { kind: 'date_mention'; start: string; end: string | null }
  | { kind: 'custom_emoji'; name: string }
  | { kind: 'equation'; expression: string };

export type RichText = readonly Inline[];

export type TextBlockType = 'paragraph' | 'quote' | 'bulleted_list_item' | 'numbered_list_item' | 'toggle' | 'template';
export type HeadingType = 'heading_1' | 'heading_2' | 'heading_3' | 'heading_4';
export type BareBlockType = 'divider' | 'breadcrumb' | 'table_of_contents' | 'column_list' | 'column' | 'tab';
export type MediaType = 'image' | 'video' | 'audio' | 'pdf' | 'file';

export type BlockContent =
  | { type: TextBlockType; text: RichText; color?: Color }
  | { type: HeadingType; text: RichText; toggleable: boolean; color?: Color }
  | { type: 'to_do'; text: RichText; checked: boolean; color?: Color }
  | { type: 'callout'; text: RichText; emoji: string | null; color?: Color }
  | { type: BareBlockType }
  | { type: 'code'; code: string; language: string; caption: RichText }
  | { type: 'equation'; expression: string }
  | { type: 'table'; width: number; column_header: boolean; row_header: boolean }
  | { type: 'table_row'; cells: readonly RichText[] }
  | { type: 'bookmark' | 'embed'; address: Address; caption: RichText }
  | { type: 'link_preview'; address: Address }
  | { type: 'link_to_page'; to: 'page' | 'database' | 'comment'; target_id: string }
  /** The block's id is the page's or the database's. */
  | { type: 'child_page' | 'child_database' }
  /** `synced_from`: the original block of a copy, null in the original. */
  | { type: 'synced_block'; synced_from: string | null }
  | { type: MediaType; url: string; hosted: boolean; caption: RichText }
  /** Its children are its three sections: summary, notes, transcript. */
  | { type: 'meeting_notes'; title: RichText }
  /** A type that the API names `unsupported`, or one that is newer than every client. */
  | { type: 'unknown'; wire_type: string };

/** What is handed in to make a block; ids are given where the block must be named elsewhere. */
export type BlockDraft = BlockContent & { id?: string; children?: readonly BlockDraft[] };

export type Block = BlockContent & {
  id: string;
  /** The page that holds it, however deep. */
  page_id: string;
  /** The block or the page that directly holds it. */
  parent_id: string;
  children: Block[];
};

export type Icon = { type: 'emoji'; emoji: string } | { type: 'file' | 'external'; url: string };

export type Parent =
  | { type: 'workspace' }
  | { type: 'page'; id: string }
  | { type: 'block'; id: string }
  | { type: 'data_source'; id: string };

export interface Comment {
  id: string;
  discussion_id: string;
  text: RichText;
  created_time: number;
}

interface Node {
  id: string;
  title: RichText;
  icon: Icon | null;
  parent: Parent;
  /** Milliseconds, rounded down to the minute as Notion does. */
  created_time: number;
  last_edited_time: number;
  /** In the trash by itself; what lies under it is too. */
  trashed: boolean;
  /** Whether the connection may see it. */
  shared: boolean;
  /** Search leaves it out, as it does with some of what was not shared directly. */
  unlisted: boolean;
  /** When search can first know of it, exact milliseconds: the index lags. */
  indexed_from: number;
}

export interface Page extends Node {
  kind: 'page';
  blocks: Block[];
  /** By raw property id; rows only. The title is not among them. */
  properties: Map<string, PropertyValue>;
  comments: Comment[];
}

export interface Database extends Node {
  kind: 'database';
  description: RichText;
  inline: boolean;
  data_source_ids: string[];
}

export type NodeObject = Page | Database;

export interface DataSource {
  id: string;
  database_id: string;
  title: RichText;
  schema: PropertySchema[];
  /** In the order of creation. */
  row_ids: string[];
}

export type PropertySchema = { id: string; name: string } & (
  | { type: PlainPropertyType }
  | { type: 'select' | 'multi_select' | 'status'; options: readonly string[] }
  /** `synced_property_id`: the property on the other side, where the relation is dual. */
  | { type: 'relation'; data_source_id: string; synced_property_id: string | null }
  | { type: 'rollup'; relation_property_id: string; rollup_property_id: string }
);

export type PlainPropertyType =
  | 'title'
  | 'rich_text'
  | 'number'
  | 'date'
  | 'people'
  | 'files'
  | 'checkbox'
  | 'url'
  | 'email'
  | 'phone_number'
  | 'formula'
  | 'created_time'
  | 'created_by'
  | 'last_edited_time'
  | 'last_edited_by'
  | 'unique_id'
  | 'button'
  | 'verification'
  | 'place';

/** Stored values. Title, times, authors, rollups and the like are derived from the page. */
export type PropertyValue =
  | { type: 'rich_text'; text: RichText }
  | { type: 'number'; number: number }
  | { type: 'select' | 'status'; option: string }
  | { type: 'multi_select'; options: readonly string[] }
  | { type: 'date'; start: string; end: string | null }
  | { type: 'people'; user_ids: readonly string[] }
  | { type: 'files'; files: readonly { name: string; url: string }[] }
  | { type: 'checkbox'; checked: boolean }
  | { type: 'url'; address: Address }
  | { type: 'email' | 'phone_number'; value: string }
  | { type: 'relation'; ids: string[] };

export interface Person {
  id: string;
  name: string;
  email: string;
}

/** What is handed in to make a page or a database. */
export interface NodeInput {
  id?: string;
  title?: string | RichText;
  icon?: Icon | null;
  /** The workspace's top when left out. */
  parent?: Parent;
  created_time?: number;
  last_edited_time?: number;
  shared?: boolean;
  unlisted?: boolean;
}

export interface PageInput extends NodeInput {
  blocks?: readonly BlockDraft[];
  properties?: Iterable<readonly [string, PropertyValue]>;
}

export interface DatabaseInput extends NodeInput {
  description?: RichText;
  inline?: boolean;
  /** One data source of the database's own name when left out. */
  data_sources?: readonly { id?: string; title?: string; schema?: readonly PropertySchema[] }[];
}

export const plain = (text: string): Inline => ({ kind: 'text', text });
export const paragraph = (...text: Inline[]): BlockDraft => ({ type: 'paragraph', text });
