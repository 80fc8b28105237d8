import type { PageObjectResponse, PartialUserObjectResponse } from '@notionhq/client';
import type { Icon, NodeObject, Person } from './model.js';
import type { Workspace } from './workspace.js';

/** The versions that the fake speaks. Before 2025-09-03 databases had no data sources: another API. */
export const API_VERSIONS = ['2025-09-03', '2026-03-11'] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];

export function isoTime(time: number): string {
  return new Date(time).toISOString();
}

/** `archived` became `in_trash` in 2026-03-11; the version before has both. */
export function trashFlags(in_trash: boolean, version: ApiVersion): { in_trash: boolean; archived?: boolean } {
  return version === '2026-03-11' ? { in_trash } : { archived: in_trash, in_trash };
}

export function authors(workspace: Workspace): {
  created_by: PartialUserObjectResponse;
  last_edited_by: PartialUserObjectResponse;
} {
  const user = { object: 'user' as const, id: workspace.people[0]?.id ?? workspace.id };
  return { created_by: user, last_edited_by: user };
}

export function person(each: Person): {
  object: 'user';
  id: string;
  name: string;
  avatar_url: null;
  type: 'person';
  person: { email: string };
} {
  return {
    object: 'user',
    id: each.id,
    name: each.name,
    avatar_url: null,
    type: 'person',
    person: { email: each.email },
  };
}

/** Notion's file addresses expire an hour after they were given. */
export function hostedFile(workspace: Workspace, url: string): { url: string; expiry_time: string } {
  const expires = workspace.clock() + 3_600_000;
  return { url: `${url}?X-Amz-Expires=3600&X-Amz-Date=${expires}`, expiry_time: isoTime(expires) };
}

export function wireIcon(workspace: Workspace, icon: Icon | null): PageObjectResponse['icon'] {
  if (icon === null) return null;
  if (icon.type === 'emoji') return { type: 'emoji', emoji: icon.emoji };
  if (icon.type === 'external') return { type: 'external', external: { url: icon.url } };
  return { type: 'file', file: hostedFile(workspace, icon.url) };
}

export function pageParent(workspace: Workspace, node: NodeObject): PageObjectResponse['parent'] {
  const { parent } = node;
  switch (parent.type) {
    case 'workspace':
      return { type: 'workspace', workspace: true };
    case 'page':
      return { type: 'page_id', page_id: parent.id };
    case 'block':
      return { type: 'block_id', block_id: parent.id };
    case 'data_source':
      return {
        type: 'data_source_id',
        data_source_id: parent.id,
        database_id: workspace.dataSource(parent.id).database_id,
      };
  }
}
