import type { RichTextItemResponse } from '@notionhq/client';
import { appUrl, compact } from './addresses.js';
import type { Inline, RichText, Style } from './model.js';
import { idHash } from './random.js';
import type { Workspace } from './workspace.js';

/** Rich text as every answer of the API has it. */
export function richText(workspace: Workspace, text: RichText): RichTextItemResponse[] {
  return text.map((inline) => ({
    ...content(workspace, inline),
    annotations: annotations('style' in inline ? (inline.style ?? {}) : {}),
    plain_text: workspace.plainText([inline]),
    href: href(inline),
  }));
}

type Content = Pick<Extract<RichTextItemResponse, { type: 'text' }>, 'type' | 'text'>;
type MentionContent = Pick<Extract<RichTextItemResponse, { type: 'mention' }>, 'type' | 'mention'>;
type EquationContent = Pick<Extract<RichTextItemResponse, { type: 'equation' }>, 'type' | 'equation'>;

function content(workspace: Workspace, inline: Inline): Content | MentionContent | EquationContent {
  switch (inline.kind) {
    case 'text':
      return { type: 'text', text: { content: inline.text, link: null } };
    case 'link':
      return { type: 'text', text: { content: inline.text, link: { url: inline.address.url } } };
    case 'page_mention':
      return { type: 'mention', mention: { type: 'page', page: { id: inline.target.id } } };
    case 'database_mention':
      return { type: 'mention', mention: { type: 'database', database: { id: inline.target.id } } };
    case 'data_source_mention':
      // A mention of type database may hold a data source's id (notion-api.md §4).
      return { type: 'mention', mention: { type: 'database', database: { id: inline.data_source_id } } };
    case 'link_mention':
      return {
        type: 'mention',
        mention: { type: 'link_mention', link_mention: { href: inline.address.url, title: inline.title } },
      };
    case 'link_preview_mention':
      return { type: 'mention', mention: { type: 'link_preview', link_preview: { url: inline.address.url } } };
    case 'user_mention': {
      const person = workspace.people.find((each) => each.id === inline.user_id);
      const user = { object: 'user' as const, id: inline.user_id };
      if (person === undefined) return { type: 'mention', mention: { type: 'user', user } };
      return {
        type: 'mention',
        mention: {
          type: 'user',
          user: { ...user, name: person.name, avatar_url: null, type: 'person', person: { email: person.email } },
        },
      };
    }
    case 'date_mention':
      return {
        type: 'mention',
        mention: { type: 'date', date: { start: inline.start, end: inline.end, time_zone: null } },
      };
    case 'custom_emoji':
      return {
        type: 'mention',
        mention: {
          type: 'custom_emoji',
          custom_emoji: { id: workspace.id, name: inline.name, url: 'https://example.com/emoji.png' },
        },
      };
    case 'equation':
      return { type: 'equation', equation: { expression: inline.expression } };
  }
}

function href(inline: Inline): string | null {
  switch (inline.kind) {
    case 'link':
    case 'link_mention':
    case 'link_preview_mention':
      return inline.address.url;
    case 'page_mention':
    case 'database_mention':
      return mentionUrl(inline.target.id, inline.target.block_id);
    case 'data_source_mention':
      return mentionUrl(inline.data_source_id);
    case 'text':
    case 'user_mention':
    case 'date_mention':
    case 'custom_emoji':
    case 'equation':
      return null;
  }
}

/** Both hosts are seen, the old one and the new. */
function mentionUrl(id: string, block_id?: string): string {
  if (idHash(id) % 2 === 0) return appUrl(id, block_id);
  return `https://www.notion.so/${compact(id)}${block_id === undefined ? '' : `#${compact(block_id)}`}`;
}

function annotations(style: Style): RichTextItemResponse['annotations'] {
  return {
    bold: style.bold ?? false,
    italic: style.italic ?? false,
    strikethrough: style.strikethrough ?? false,
    underline: style.underline ?? false,
    code: style.code ?? false,
    color: style.color ?? 'default',
  };
}
