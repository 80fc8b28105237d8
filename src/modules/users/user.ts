export interface User {
  _id: string;
  /** Which login made the user. The single user of AUTH=local and AUTH=password is the same row. */
  origin: 'single' | 'notion';
  /** The person's id at Notion: who somebody is. Only there for those who logged in with Notion. */
  notion_id?: string;
  /** Lower-case; only there where it is known. It belongs to whoever logged in with it last. */
  email?: string;
  role: 'user' | 'admin';
  plan: 'free' | '5/month';
  created_at: string;
  /** To the hour. */
  last_seen_at?: string;
  /** When the sample workspace was given, which is done once. */
  sample_offered_at: string | null;
}
