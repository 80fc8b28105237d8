import { addressOf, ADDRESS_FORMS, foreignAddress } from './addresses.js';
import type { BlockDraft, Inline, Page, PropertySchema } from './model.js';
import { paragraph, plain } from './model.js';
import type { EditableWorkspace } from './workspace-editor.js';

/** How many pages `addShowcase` adds, rows included. */
export const SHOWCASE_PAGES = 33;

const CREATED = Date.UTC(2024, 5, 1);

/**
 * One page for each way of pointing and each trap, titled by it, under a page called Showcase: what a person who
 * started the fake by hand looks at, and what a failing comparison names.
 */
export function addShowcase(workspace: EditableWorkspace, comments = false): void {
  const times = { created_time: CREATED, last_edited_time: CREATED + 3_600_000 };
  const root = workspace.addPage({ title: 'Showcase', icon: { type: 'emoji', emoji: '🎪' }, ...times });
  const under = (title: string | readonly Inline[], blocks: readonly BlockDraft[] = [], parent = root): Page =>
    workspace.addPage({ title, blocks, parent: { type: 'page', id: parent.id }, ...times });

  const target = under('Target', [{ type: 'heading_1', text: [plain('A place in it')], toggleable: false }]);
  const spot = target.blocks[0]?.id ?? '';
  const hidden = workspace.addPage({ title: 'Never shared', shared: false, ...times });
  const binned = under('In the trash');
  binned.trashed = true;
  const at = (text: string, url = addressOf({ id: target.id })): Inline => ({ kind: 'link', text, address: url });
  const mention: Inline = { kind: 'page_mention', target: { id: target.id } };

  const library = addLibrary(workspace, root, mention, times);
  under('Mentions', [
    paragraph(plain('A page '), mention, plain(', and again '), mention),
    paragraph(plain('A block '), { kind: 'page_mention', target: { id: target.id, block_id: spot } }),
    paragraph({ kind: 'database_mention', target: { id: library.database_id } }),
    paragraph({ kind: 'data_source_mention', data_source_id: library.source_id }),
    paragraph({ kind: 'user_mention', user_id: workspace.people[0]?.id ?? '' }, plain(' on '), {
      kind: 'date_mention',
      start: '2025-01-01',
      end: '2025-01-02',
    }),
    paragraph(plain('Not seen: '), { kind: 'page_mention', target: { id: hidden.id } }),
    paragraph(plain('Gone: '), { kind: 'page_mention', target: { id: binned.id } }),
    paragraph(plain('Unknown: '), { kind: 'page_mention', target: { id: workspace.random.uuid() } }),
  ]);
  under('Addresses', [
    ...ADDRESS_FORMS.map((form) => paragraph(plain(`${form}: `), at('there', addressOf({ id: target.id }, form)))),
    ...[0, 1, 2, 3, 4].map((variant) => paragraph(at('elsewhere', foreignAddress(target.id, variant)))),
    paragraph(at('a block', addressOf({ id: target.id, block_id: spot }, 'app'))),
    paragraph({ kind: 'link_mention', title: 'A card', address: addressOf({ id: target.id }, 'site') }),
    paragraph({ kind: 'link_preview_mention', address: addressOf({ id: target.id }, 'app') }),
  ]);
  under('Blocks that point', [
    { type: 'link_to_page', to: 'page', target_id: target.id },
    { type: 'link_to_page', to: 'database', target_id: library.database_id },
    { type: 'link_to_page', to: 'comment', target_id: workspace.random.uuid() },
    { type: 'link_to_page', to: 'page', target_id: hidden.id },
    { type: 'bookmark', address: addressOf({ id: target.id }), caption: [plain('With '), mention] },
    { type: 'embed', address: addressOf({ id: target.id }, 'app_slug'), caption: [] },
    { type: 'link_preview', address: addressOf({ id: target.id }, 'noise') },
    { type: 'bookmark', address: foreignAddress(target.id, 0), caption: [at('in a caption')] },
    { type: 'image', url: 'https://example.com/a.png', hosted: true, caption: [plain('By '), mention] },
    { type: 'video', url: 'https://example.com/a.mp4', hosted: false, caption: [at('the script')] },
    { type: 'audio', url: 'https://example.com/a.mp3', hosted: true, caption: [] },
    { type: 'pdf', url: 'https://example.com/a.pdf', hosted: true, caption: [] },
    { type: 'file', url: 'https://example.com/a.zip', hosted: true, caption: [mention] },
  ]);
  under('Every text block', everyTextBlock(mention, at('there')));
  under('Code', codeBlocks(target.id));
  addSynced(workspace, under, mention, hidden);
  under('Unknown blocks', [
    { type: 'unknown', wire_type: 'ai_block' },
    { type: 'unknown', wire_type: 'hologram' },
    { type: 'template', text: [plain('Add a new task')] },
    { type: 'breadcrumb' },
    paragraph(mention),
  ]);
  under('Meeting', [
    {
      type: 'meeting_notes',
      title: [plain('Weekly '), mention],
      children: [
        { type: 'paragraph', text: [], children: [paragraph(plain('In short: go.'))] },
        { type: 'paragraph', text: [], children: [paragraph(plain('Read '), mention)] },
        { type: 'paragraph', text: [], children: [paragraph(plain('- Hello. - Hello.'))] },
      ],
    },
  ]);

  const first = under('Mutual one');
  const second = under('Mutual two', [paragraph({ kind: 'page_mention', target: { id: first.id } })]);
  workspace.edit(first.id, [paragraph({ kind: 'page_mention', target: { id: second.id } })]);
  const self = under('Points at itself');
  workspace.edit(self.id, [
    paragraph({ kind: 'page_mention', target: { id: self.id } }),
    { type: 'bookmark', address: addressOf({ id: self.id }), caption: [] },
  ]);
  for (const each of [first, self]) each.last_edited_time = times.last_edited_time;
  under('Duplicate', [paragraph(mention)]);
  under('Duplicate', [paragraph(plain('Nothing.'))]);
  const odd = under('5 < 6 [x](y) | *a* `b` "c" & {d} \\ ~ ^ $');
  under('Mentions an odd title', [paragraph({ kind: 'page_mention', target: { id: odd.id } })]);
  under([plain('About '), mention], []);
  under('Empty');

  const chain = [root];
  for (let level = 1; level <= 6; level++) chain.push(under(`Level ${level}`, [], chain.at(-1)));
  const deep = chain.at(-1) ?? root;
  const column = workspace.random.uuid();
  deep.blocks.push(
    ...workspace.build([{ type: 'column_list', children: [{ type: 'column', id: column }] }], deep.id, deep.id),
  );
  workspace.addPage({ title: 'In a column', parent: { type: 'block', id: column }, unlisted: true, ...times });
  workspace.addPage({
    title: 'Restricted child',
    parent: { type: 'page', id: root.id },
    shared: false,
    ...times,
  });
  if (!comments) return;
  const text: Inline[] = [plain('Compare '), { kind: 'page_mention', target: { id: odd.id } }];
  workspace.addComment(target.id, text, times.last_edited_time);
}

type Times = { created_time: number; last_edited_time: number };

/** A database in line, with two data sources and a description, and rows that point in every property. */
function addLibrary(
  workspace: EditableWorkspace,
  root: Page,
  mention: Inline,
  times: Times,
): { database_id: string; source_id: string } {
  const [books, authors] = [workspace.random.uuid(), workspace.random.uuid()];
  const bookSchema: PropertySchema[] = [
    { id: 'title', name: 'Name', type: 'title' },
    { id: 'a@:b', name: 'Written by', type: 'relation', data_source_id: authors, synced_property_id: '%wr=' },
    { id: 'note', name: 'Note', type: 'rich_text' },
    { id: 'u[]l', name: 'Page', type: 'url' },
    { id: 'seq~', name: 'Sequel of', type: 'relation', data_source_id: books, synced_property_id: null },
    { id: 'roll', name: 'Authors', type: 'rollup', relation_property_id: 'a@:b', rollup_property_id: 'title' },
  ];
  const authorSchema: PropertySchema[] = [
    { id: 'title', name: 'Name', type: 'title' },
    { id: '%wr=', name: 'Books', type: 'relation', data_source_id: books, synced_property_id: 'a@:b' },
  ];
  const database = workspace.addDatabase({
    title: 'Library',
    parent: { type: 'page', id: root.id },
    inline: true,
    icon: { type: 'emoji', emoji: '📚' },
    description: [plain('Described by '), mention],
    data_sources: [
      { id: books, title: 'Books', schema: bookSchema },
      { id: authors, title: 'Authors', schema: authorSchema },
    ],
    ...times,
  });
  const row = (title: string, id: string): Page =>
    workspace.addPage({ title, parent: { type: 'data_source', id }, ...times });
  const [novel, sequel, ada] = [row('A novel', books), row('Its sequel', books), row('Ada', authors)];
  const related = (id: string): { type: 'relation'; ids: string[] } => ({ type: 'relation', ids: [id] });
  novel.properties.set('a@:b', related(ada.id));
  ada.properties.set('%wr=', related(novel.id));
  sequel.properties.set('seq~', related(novel.id));
  novel.properties.set('note', { type: 'rich_text', text: [plain('Compare '), mention] });
  novel.properties.set('u[]l', { type: 'url', address: addressOf({ id: root.id }, 'workspace_slug') });
  return { database_id: database.id, source_id: books };
}

function everyTextBlock(mention: Inline, link: Inline): BlockDraft[] {
  const inside = paragraph(plain('inside: '), mention);
  const nest = (depth: number): BlockDraft =>
    depth === 0 ? inside : { type: 'toggle', text: [plain(`Fold ${depth}`)], children: [nest(depth - 1)] };
  return [
    { type: 'paragraph', text: [plain('A paragraph '), link], color: 'blue', children: [inside] },
    paragraph(),
    { type: 'heading_1', text: [plain('One '), mention], toggleable: false },
    { type: 'heading_2', text: [plain('Two')], toggleable: true, color: 'red_background', children: [inside] },
    { type: 'heading_3', text: [link], toggleable: false },
    { type: 'heading_4', text: [plain('Four')], toggleable: false },
    { type: 'bulleted_list_item', text: [mention], children: [{ type: 'bulleted_list_item', text: [link] }] },
    { type: 'numbered_list_item', text: [link] },
    { type: 'to_do', text: [plain('Do '), mention], checked: true, children: [inside] },
    { type: 'quote', text: [plain('First line\nsecond line '), mention], children: [inside] },
    { type: 'callout', text: [plain('Mind '), mention], emoji: '💡', color: 'gray_background', children: [inside] },
    nest(6),
    {
      type: 'table',
      width: 2,
      column_header: true,
      row_header: true,
      children: [
        { type: 'table_row', cells: [[plain('a | b')], [mention]] },
        { type: 'table_row', cells: [[link], []] },
      ],
    },
    {
      type: 'column_list',
      children: [
        { type: 'column', children: [inside] },
        { type: 'column', children: [inside] },
      ],
    },
    { type: 'tab', children: [{ type: 'paragraph', text: [plain('First tab')], children: [inside] }] },
    { type: 'divider' },
    { type: 'table_of_contents' },
    { type: 'equation', expression: 'a < b' },
    paragraph(
      { kind: 'text', text: 'bold', style: { bold: true } },
      { kind: 'text', text: ' under', style: { underline: true, color: 'green' } },
      { kind: 'equation', expression: 'x^2' },
      { kind: 'custom_emoji', name: 'party' },
    ),
  ];
}

/** Everything in here looks like a link and is none. */
function codeBlocks(id: string): BlockDraft[] {
  const { url } = addressOf({ id });
  const lookalike = `<mention-page url="${url}">Target</mention-page> [a link](${url}) ${url}`;
  return [
    { type: 'code', code: lookalike, language: 'plain text', caption: [] },
    { type: 'code', code: `~~~\n\`\`\`\n${lookalike}\n\`\`\`\n~~~`, language: 'markdown', caption: [plain('Nested')] },
    {
      type: 'toggle',
      text: [plain('Folded')],
      children: [{ type: 'code', code: `\t${lookalike}`, language: 'html', caption: [] }],
    },
    paragraph(plain('In line: '), { kind: 'text', text: lookalike, style: { code: true } }),
    paragraph(plain(`Escaped: [a link](${url}) and <mention-page url="${url}"/>`)),
    { type: 'equation', expression: `\\text{[a link](${url})}` },
  ];
}

function addSynced(
  workspace: EditableWorkspace,
  under: (title: string, blocks: readonly BlockDraft[]) => Page,
  mention: Inline,
  hidden: Page,
): void {
  const [original, unseen] = [workspace.random.uuid(), workspace.random.uuid()];
  hidden.blocks.push(
    ...workspace.build(
      [{ type: 'synced_block', id: unseen, synced_from: null, children: [paragraph(plain('Secret'))] }],
      hidden.id,
      hidden.id,
    ),
  );
  under('Synced original', [
    { type: 'synced_block', id: original, synced_from: null, children: [paragraph(plain('Once: '), mention)] },
    { type: 'synced_block', synced_from: original },
  ]);
  under('Synced copy', [
    { type: 'synced_block', synced_from: original },
    { type: 'callout', text: [], emoji: null, children: [{ type: 'synced_block', synced_from: original }] },
    { type: 'synced_block', synced_from: unseen },
  ]);
}
