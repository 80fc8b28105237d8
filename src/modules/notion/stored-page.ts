import type { SourcePage } from '../../core/notion/page.js';

/** A page of a workspace as one connection sees it. */
export interface Page extends SourcePage {
  /** UUIDv5 of connection and Notion id: the same page keeps its id through every import. */
  _id: string;
  user_id: string;
  connection_id: string;
  /** The import that saw it last; what an import did not see is gone from its source. */
  import_id: string;
}
