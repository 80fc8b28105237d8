import type { PropertyValue } from '../../../core/notion/page.js';

/**
 * The form in which the sample workspace is written. In every text, `@key` is a mention of that page or database and
 * `[words](key)` an inline link to it. A key that names nothing is a page that was not shared: the ledger counts it.
 */
export type Block =
  | string
  /** A block that shows another page's title and leads there. */
  | { link_to_page: string }
  /** A bookmark block. */
  | { bookmark: string; caption: string }
  /** The original of a synced block; `synced` is its name and its text has no references. */
  | { synced: string; text: string }
  /** A copy of a synced block, by its name. */
  | { copy_of: string }
  | { comment: string };

interface Authored {
  key: string;
  title: string;
  icon: string;
  /** Key of the page or database that holds it; null at the top. */
  within: string | null;
  /** `YYYY-MM-DD HH:MM`, UTC. */
  created: string;
  edited: string;
  /** What the page says; a database's description. One string is one paragraph and becomes one piece of evidence. */
  body: Block[];
}

export interface AuthoredPage extends Authored {
  properties?: Record<string, PropertyValue>;
  /** Property name to the keys it holds. A dual relation is written on one side only. */
  relations?: Record<string, string[]>;
  /** URL properties that hold the address of a page of this workspace. */
  urls?: Record<string, string>;
}

export interface AuthoredDatabase extends Authored {
  /** Its relation properties; `dual` is the property's name on the other side, where there is one. */
  schema: Record<string, { to: string; dual?: string }>;
}

export type AuthoredEntry = AuthoredPage | AuthoredDatabase;

export function isDatabase(entry: AuthoredEntry): entry is AuthoredDatabase {
  return 'schema' in entry;
}
