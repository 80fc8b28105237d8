import type { Connection } from '../api/types.js';

export const isFromNotion = ({ kind }: Connection): boolean => kind === 'oauth' || kind === 'token';

const rank = (connection: Connection): number => {
  if (connection.state === 'revoked') return 0;
  if (connection.kind === 'sample') return 3;
  return isFromNotion(connection) ? 1 : 2;
};

/** What waits for its reader first, then what is read from Notion, the sample last; the newest first among equals. */
export const inOrder = (list: readonly Connection[]): Connection[] =>
  [...list].sort((a, b) => rank(a) - rank(b) || b.created_at.localeCompare(a.created_at));
