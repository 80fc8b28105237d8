import { appUrl } from './addresses.js';
import type { Inline, RichText, Style } from './model.js';
import { idHash } from './random.js';
import type { Workspace } from './workspace.js';

/** Backslash escapes of Notion-flavoured markdown (notion-api.md §5). */
export function escapeText(text: string): string {
  return text.replace(/[\\*~`$[\]<>{}|^]/g, '\\$&').replaceAll('\n', '<br>');
}

export function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** Markdown says `blue_bg` where the API says `blue_background`. */
function markdownColor(color: string): string {
  return color.replace('_background', '_bg');
}

export function renderInline(workspace: Workspace, text: RichText): string {
  return text.map((inline) => renderOne(workspace, inline)).join('');
}

function renderOne(workspace: Workspace, inline: Inline): string {
  switch (inline.kind) {
    case 'text':
      return styled(inline.text, inline.style ?? {});
    case 'link':
      return `[${styled(inline.text, inline.style ?? {})}](${linkTarget(inline.address.url)})`;
    case 'link_mention':
      return `[${escapeText(inline.title)}](${linkTarget(inline.address.url)})`;
    case 'link_preview_mention':
      return `[${escapeText(inline.address.url)}](${linkTarget(inline.address.url)})`;
    case 'page_mention':
      return mention(workspace, 'mention-page', inline.target.id, appUrl(inline.target.id, inline.target.block_id));
    case 'database_mention':
      return mention(workspace, 'mention-database', inline.target.id, appUrl(inline.target.id));
    case 'data_source_mention':
      return mention(workspace, 'mention-data-source', inline.data_source_id, `collection://${inline.data_source_id}`);
    case 'user_mention': {
      const name = workspace.people.find((person) => person.id === inline.user_id)?.name ?? '';
      return `<mention-user url="user://${inline.user_id}">${escapeText(name)}</mention-user>`;
    }
    case 'date_mention':
      return `<mention-date start="${inline.start}"${inline.end === null ? '' : ` end="${inline.end}"`}/>`;
    case 'custom_emoji':
      return `:${inline.name}:`;
    case 'equation':
      return `$\`${inline.expression}\`$`;
  }
}

/** With the title, or self-closing: the title is optional, and hidden ones have none. */
function mention(workspace: Workspace, tag: string, id: string, url: string): string {
  const shared = workspace.resolve(id)?.shared === true;
  if (!shared || idHash(id) % 3 === 0) return `<${tag} url="${url}"/>`;
  return `<${tag} url="${url}">${escapeText(workspace.plainTitle(id))}</${tag}>`;
}

function styled(text: string, style: Style): string {
  // Inline code is literal: nothing in it is escaped, and nothing in it is a link.
  let out = style.code === true ? inlineCode(text) : escapeText(text);
  if (style.bold === true) out = `**${out}**`;
  if (style.italic === true) out = `*${out}*`;
  if (style.strikethrough === true) out = `~~${out}~~`;
  if (style.underline === true) out = `<span underline="true">${out}</span>`;
  if (style.color !== undefined) out = `<span color="${markdownColor(style.color)}">${out}</span>`;
  return out;
}

function inlineCode(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  return `${fence}${text}${fence}`;
}

/** The longest run of backticks: a fence around the text must be longer. */
export function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
}

function linkTarget(url: string): string {
  return url.replaceAll(' ', '%20').replaceAll('(', '%28').replaceAll(')', '%29');
}

type Attributes = Record<string, string | undefined>;

/** After a block's text: ` {color="blue"}`. */
export function attributes(given: Attributes): string {
  const list = tagAttributes(given);
  return list === '' ? '' : ` {${list.trimStart()}}`;
}

/** In a tag: ` icon="💡"`. */
export function tagAttributes(given: Attributes): string {
  return Object.entries(given)
    .map(([name, value]) => {
      if (value === undefined) return '';
      return ` ${name}="${escapeAttribute(name === 'color' ? markdownColor(value) : value)}"`;
    })
    .join('');
}
