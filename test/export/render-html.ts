import { dirOf, pathOf, relativePath, type Spelling } from './file-names.js';
import { dashed, type Item, type Reference, type Row } from './workspace.js';

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Every way in which an HTML export points at a page, with the kind that it means. */
const WAYS: { kind: string; html: (path: string, target: Item) => string }[] = [
  { kind: 'link', html: (path) => `<p>See <a href="${path}">the page</a> for more.</p>` },
  { kind: 'link', html: (path) => `<ul class="bulleted-list"><li>One<p><a href="${path}">it</a></p></li></ul>` },
  { kind: 'link', html: (path) => `<figure class="callout"><div>💡</div><div><a href="${path}">it</a></div></figure>` },
  { kind: 'link', html: (path) => `<table class="simple-table"><tr><td><a href="${path}">it</a></td></tr></table>` },
  { kind: 'link', html: (path) => `<h2><a href="${path}#section">it</a></h2>` },
  {
    kind: 'link',
    html: (path) => `<details><summary>T</summary><blockquote><a href="${path}">x</a></blockquote></details>`,
  },
  { kind: 'link', html: (_path, { hex }) => `<p><a href="https://www.notion.so/${hex}?pvs=21">it</a></p>` },
  { kind: 'link', html: (_path, { hex }) => `<p>Bare https://app.notion.com/p/x-${hex}.</p>` },
  {
    kind: 'link',
    html: (path) => `<figure><img src="x.png"/><figcaption><a href="${path}">it</a></figcaption></figure>`,
  },
  { kind: 'link_to_page', html: (path) => `<figure class="link-to-page"><a href="${path}">📄 it</a></figure>` },
  {
    kind: 'url',
    html: (_path, { hex }) =>
      `<figure><a href="https://www.notion.so/${hex}" class="bookmark source"><div class="bookmark-info"><div class="bookmark-title">T</div></div></a><figcaption></figcaption></figure>`,
  },
  {
    kind: 'url',
    html: (_path, { hex }) =>
      `<figure><div class="source"><a href="https://team.notion.site/x-${hex}">https://team.notion.site/x</a></div></figure>`,
  },
];

export function htmlBody(
  holder: Item,
  references: readonly Reference[],
  spelling: Spelling,
): { html: string; kinds: string[] } {
  const blocks: string[] = [];
  const kinds: string[] = [];
  for (const child of holder.children) {
    if (holder.kind === 'database') break;
    const path = escapeHtml(relativePath(dirOf(holder, spelling), pathOf(child, spelling)));
    blocks.push(`<figure class="link-to-page"><a href="${path}">child</a></figure>`);
  }
  for (const reference of references) {
    const way = WAYS[Math.floor(reference.draw * WAYS.length)];
    if (way === undefined) continue;
    const path = escapeHtml(relativePath(dirOf(holder, spelling), pathOf(reference.target, spelling)));
    blocks.push(way.html(path, reference.target));
    kinds.push(way.kind);
  }
  return { html: blocks.join(''), kinds };
}

export function htmlDecoys(holder: Item, target: Item, spelling: Spelling): string {
  const path = escapeHtml(relativePath(dirOf(holder, spelling), pathOf(target, spelling)));
  return [
    `<pre class="code"><code><a href="${path}">x</a> https://www.notion.so/${target.hex}</code></pre>`,
    `<p><code><a href="${path}">x</a></code> <a href="https://example.com/${target.hex}">y</a></p>`,
    `<!-- <a href="${path}">x</a> --><script>var a = '<a href="${path}">x</a>';</script>`,
    `<nav class="block-color-gray table_of_contents"><a href="#x">x</a></nav><a href="${target.hex}.pdf">file</a>`,
    `<div id="x" class="collection-content"><h4 class="collection-title">T</h4><table class="collection-content"><tbody><tr><td class="cell-title"><a href="${path}">row</a></td></tr></tbody></table></div>`,
  ].join('');
}

export const HTML_MISSING = '<p><a href="Gone%20ffffffffffffffffffffffffffffffff.html">gone</a></p>';

export function htmlPage(item: Item, body: string, property_rows: string): string {
  const properties = property_rows === '' ? '' : `<table class="properties"><tbody>${property_rows}</tbody></table>`;
  return (
    `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/><title>${escapeHtml(item.title)}</title>` +
    `<style>.a > .b { color: red }</style></head><body><article id="${dashed(item.hex)}" class="page sans"><header>` +
    `<div class="page-header-icon undefined"><span class="icon">📘</span></div><h1 class="page-title">${escapeHtml(item.title)}</h1>` +
    `<p class="page-description"></p>${properties}</header><div class="page-body">${body}</div></article></body></html>`
  );
}

export function htmlProperties(item: Item, row: Row, spelling: Spelling): string {
  const dir = dirOf(item, spelling);
  const tr = (type: string, name: string, value: string): string =>
    `<tr class="property-row property-row-${type}"><th><span class="icon property-icon"></span>${name}</th><td>${value}</td></tr>`;
  const relation = (targets: readonly Item[]): string =>
    targets
      .map((to) => `<a href="${escapeHtml(relativePath(dir, pathOf(to, spelling)))}">${escapeHtml(to.title)}</a>`)
      .join(', ');
  return [
    tr('select', 'Status', `<span class="selected-value">${row.status}</span>`),
    row.related.length > 0 ? tr('relation', 'Related', relation(row.related)) : '',
    row.back.length > 0 ? tr('relation', 'Back', relation(row.back)) : '',
    row.url ? tr('url', 'Link', `<a href="https://www.notion.so/${row.url.hex}" class="url-value">x</a>`) : '',
    row.note ? tr('text', 'Note', `see <a href="https://www.notion.so/${row.note.hex}">it</a> there`) : '',
    tr('created_time', 'Created', `<time>@${row.created}</time>`),
  ].join('');
}
