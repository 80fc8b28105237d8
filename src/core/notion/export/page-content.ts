import type { InlineKind, LinkSink } from './block-text.js';

/** A property as the page's own file shows it. */
export interface PropertyLine {
  name: string;
  /** Plain in HTML, Markdown in Markdown. */
  value: string;
  /** Notion's property type where the file says it (HTML does, Markdown does not). */
  type: string | null;
  /** The links in the value where the file marks them up (HTML); null where they must be read from `value`. */
  links: { reference: string; kind: InlineKind | 'relation'; title: string }[] | null;
}

/** What either reader makes of one file, before its references are resolved. */
export interface PageContent {
  /** The page's id where the file itself says it (HTML). */
  id: string | null;
  /** Null where the file has no heading; empty for an untitled page. */
  title: string | null;
  icon: string | null;
  properties: PropertyLine[];
  /** Where the body starts, with and without taking the property lines for properties. */
  body_start: number;
  property_end: number;
  /** The file shows a database of its own (HTML). */
  shows_database: boolean;
  findLinks(body_from: number, sink: LinkSink): void;
}
