import { describe, expect, it } from '@jest/globals';
import { addressOf } from '../../fake-notion/addresses.js';
import { countWorkspace } from '../../fake-notion/counts.js';
import { renderMarkdown } from '../../fake-notion/markdown.js';
import type { BlockDraft, Inline } from '../../fake-notion/model.js';
import { paragraph, plain } from '../../fake-notion/model.js';
import { idHash } from '../../fake-notion/random.js';
import { EditableWorkspace } from '../../fake-notion/workspace-editor.js';

const PAGE = '11111111-1111-4111-8111-111111111111';
const HERE = 'https://app.notion.com/p/11111111111141118111111111111111';

function idWhere(test: (hash: number) => boolean): string {
  for (let i = 0; ; i++) {
    const id = `22222222-2222-4222-8222-${String(i).padStart(12, '0')}`;
    if (test(idHash(id))) return id;
  }
}

/** Ids decide between two recorded ways: these are of each sort. */
const NAMED = idWhere((hash) => hash % 3 !== 0);
const BARE = idWhere((hash) => hash % 3 === 0);
const hex = (id: string): string => id.replaceAll('-', '');

function workspaceWith(...blocks: BlockDraft[]): EditableWorkspace {
  const workspace = new EditableWorkspace();
  workspace.addPage({ id: NAMED, title: 'Named' });
  workspace.addPage({ id: BARE, title: 'Bare' });
  workspace.addPage({ id: PAGE, title: 'Page', blocks });
  return workspace;
}

const markdownOf = (...blocks: BlockDraft[]): string => renderMarkdown(workspaceWith(...blocks), PAGE).markdown;
const inside: BlockDraft = paragraph(plain('inside'));
const styled = (text: string, style: Extract<Inline, { kind: 'text' }>['style']): Inline =>
  style === undefined ? plain(text) : { kind: 'text', text, style };

describe('blocks in markdown', () => {
  const cases: [string, BlockDraft, string][] = [
    ['paragraph', { ...paragraph(plain('text')), children: [inside] }, 'text\n\tinside'],
    ['paragraph with a colour', { type: 'paragraph', text: [plain('text')], color: 'blue' }, 'text {color="blue"}'],
    ['empty paragraph', paragraph(), '<empty-block/>'],
    ['heading', { type: 'heading_2', text: [plain('text')], toggleable: false }, '## text'],
    [
      'toggle heading',
      { type: 'heading_4', text: [plain('t')], toggleable: true, color: 'red_background', children: [inside] },
      '#### t {toggle="true" color="red_bg"}\n\tinside',
    ],
    ['bulleted item', { type: 'bulleted_list_item', text: [plain('text')], children: [inside] }, '- text\n\tinside'],
    ['numbered item', { type: 'numbered_list_item', text: [plain('text')] }, '1. text'],
    ['to-do', { type: 'to_do', text: [plain('text')], checked: false }, '- [ ] text'],
    ['done to-do', { type: 'to_do', text: [plain('text')], checked: true }, '- [x] text'],
    ['quote', { type: 'quote', text: [plain('one\ntwo')], children: [inside] }, '> one<br>two\n\tinside'],
    [
      'toggle',
      { type: 'toggle', text: [plain('text')], children: [inside] },
      '<details>\n<summary>text</summary>\n\tinside\n</details>',
    ],
    [
      'callout',
      { type: 'callout', text: [plain('text')], emoji: '💡', color: 'gray_background', children: [inside] },
      '<callout icon="💡" color="gray_bg">\n\ttext\n\tinside\n</callout>',
    ],
    [
      'columns',
      { type: 'column_list', children: [{ type: 'column', children: [inside] }, { type: 'column' }] },
      '<columns>\n\t<column>\n\t\tinside\n\t</column>\n\t<column>\n\t</column>\n</columns>',
    ],
    [
      'tabs',
      { type: 'tab', children: [{ ...paragraph(plain('label')), children: [inside] }] },
      '<tabs>\n\t<tab>\n\t\tlabel\n\t\tinside\n\t</tab>\n</tabs>',
    ],
    [
      'flat table',
      tableWithId(idWhere((hash) => hash % 2 === 0)),
      '<table header-row="true">\n<tr>\n<td>a \\| b</td>\n<td></td>\n</tr>\n</table>',
    ],
    [
      'indented table',
      tableWithId(idWhere((hash) => hash % 2 === 1)),
      '<table header-row="true">\n\t<tr>\n\t\t<td>a \\| b</td>\n\t\t<td></td>\n\t</tr>\n</table>',
    ],
    ['code', { type: 'code', code: 'a < [b](c)', language: 'bash', caption: [] }, '```bash\na < [b](c)\n```'],
    [
      'code with a fence in it',
      { type: 'code', code: '```\nx\n```', language: 'markdown', caption: [] },
      '````markdown\n```\nx\n```\n````',
    ],
    ['equation', { type: 'equation', expression: 'a < b' }, '$$\na < b\n$$'],
    ['divider', { type: 'divider' }, '---'],
    ['table of contents', { type: 'table_of_contents' }, '<table_of_contents/>'],
    [
      'image',
      { type: 'image', url: 'https://example.com/a.png', hosted: true, caption: [plain('cap')] },
      '![cap](https://example.com/a.png)',
    ],
    [
      'video',
      { type: 'video', url: 'https://example.com/a.mp4', hosted: false, caption: [plain('cap')] },
      '<video src="https://example.com/a.mp4">cap</video>',
    ],
    [
      'meeting notes',
      {
        type: 'meeting_notes',
        title: [plain('Weekly')],
        children: [
          { ...paragraph(), children: [inside] },
          { ...paragraph(), children: [inside] },
          { ...paragraph(), children: [paragraph(plain('spoken'))] },
        ],
      },
      '<meeting-notes>\n\tWeekly\n\t<summary>\n\t\tinside\n\t</summary>\n\t<notes>\n\t\tinside\n\t</notes>\n</meeting-notes>',
    ],
  ];

  it.each(cases)('%s', (_, block, expected) => {
    expect(markdownOf(block)).toBe(expected);
  });

  it('indents the lines of code with the block that holds it', () => {
    const code: BlockDraft = { type: 'code', code: 'a\nb', language: 'bash', caption: [] };
    expect(markdownOf({ type: 'bulleted_list_item', text: [plain('x')], children: [code] })).toBe(
      '- x\n\t```bash\n\ta\n\tb\n\t```',
    );
  });

  it.each([
    ['bookmark', { type: 'bookmark', id: NAMED, address: addressOf({ id: BARE }), caption: [] }],
    ['embed', { type: 'embed', id: NAMED, address: addressOf({ id: BARE }), caption: [] }],
    ['breadcrumb', { type: 'breadcrumb', id: NAMED }],
    ['template', { type: 'template', id: NAMED, text: [plain('x')] }],
    ['alias', { type: 'link_to_page', id: NAMED, to: 'page', target_id: BARE }],
    ['ai_block', { type: 'unknown', id: NAMED, wire_type: 'ai_block' }],
  ] as [string, BlockDraft][])('leaves a hole that hides what it held: %s', (alt, block) => {
    const workspace = new EditableWorkspace();
    workspace.addPage({ id: PAGE, blocks: [block] });
    const { markdown, truncated } = renderMarkdown(workspace, PAGE);
    expect(markdown).toBe(`<unknown url="${HERE}#${hex(NAMED)}" alt="${alt}"/>`);
    expect(truncated).toBe(false);
  });

  it('names a link preview in both of its ways, and some permanent holes among the unknown ids', () => {
    const blocks = Array.from({ length: 40 }, (): BlockDraft => ({
      type: 'link_preview',
      address: addressOf({ id: BARE }),
    }));
    const { markdown, unknown_block_ids } = renderMarkdown(workspaceWith(...blocks), PAGE);
    expect(markdown).toContain('alt="link_preview"');
    expect(markdown).toContain('alt="external_object_instance"');
    expect(unknown_block_ids.length).toBeGreaterThan(0);
    expect(unknown_block_ids.length).toBeLessThan(40);
  });
});

describe('rich text in markdown', () => {
  const cases: [string, Inline, string][] = [
    ['escapes', plain('\\*~`$[]<>{}|^'), '\\\\\\*\\~\\`\\$\\[\\]\\<\\>\\{\\}\\|\\^'],
    ['bold', styled('x', { bold: true }), '**x**'],
    ['italic', styled('x', { italic: true }), '*x*'],
    ['struck', styled('x', { strikethrough: true }), '~~x~~'],
    ['underlined', styled('x', { underline: true }), '<span underline="true">x</span>'],
    ['coloured', styled('x', { color: 'blue_background' }), '<span color="blue_bg">x</span>'],
    ['code', styled('[a](b) <c>', { code: true }), '`[a](b) <c>`'],
    ['code with a backtick', styled('a`b', { code: true }), '``a`b``'],
    ['link', { kind: 'link', text: 'a]b', address: addressOf({ id: NAMED }, 'relative') }, `[a\\]b](/${hex(NAMED)})`],
    [
      'page',
      { kind: 'page_mention', target: { id: NAMED } },
      `<mention-page url="https://app.notion.com/p/${hex(NAMED)}">Named</mention-page>`,
    ],
    [
      'page, self-closing',
      { kind: 'page_mention', target: { id: BARE } },
      `<mention-page url="https://app.notion.com/p/${hex(BARE)}"/>`,
    ],
    [
      'block of a page',
      { kind: 'page_mention', target: { id: BARE, block_id: NAMED } },
      `<mention-page url="https://app.notion.com/p/${hex(BARE)}#${hex(NAMED)}"/>`,
    ],
    [
      'page that is not shared',
      { kind: 'page_mention', target: { id: PAGE.replace('1', '9') } },
      `<mention-page url="${HERE.replace('/p/1', '/p/9')}"/>`,
    ],
    [
      'date',
      { kind: 'date_mention', start: '2026-01-01', end: '2026-01-02' },
      '<mention-date start="2026-01-01" end="2026-01-02"/>',
    ],
    ['equation', { kind: 'equation', expression: 'x^2' }, '$`x^2`$'],
  ];

  it.each(cases)('%s', (_, inline, expected) => {
    expect(markdownOf(paragraph(inline))).toBe(expected);
  });
});

describe('what a page holds', () => {
  it('shows child pages and databases by their tags, without those in the trash', () => {
    const workspace = workspaceWith();
    const child = workspace.addPage({ title: 'A <b>', parent: { type: 'page', id: PAGE } });
    const database = workspace.addDatabase({
      title: 'D',
      inline: true,
      icon: { type: 'emoji', emoji: '📚' },
      parent: { type: 'page', id: PAGE },
      data_sources: [{ id: 'first' }, { id: 'second' }],
    });
    const binned = workspace.addPage({ parent: { type: 'page', id: PAGE } });
    workspace.trash(binned.id);
    expect(renderMarkdown(workspace, PAGE).markdown.split('\n')).toEqual([
      `<page url="https://app.notion.com/p/${hex(child.id)}">A \\<b\\></page>`,
      `<database url="https://app.notion.com/p/${hex(database.id)}" inline="true" icon="📚" data-source-url="collection://first">D</database>`,
    ]);
  });

  it('has a hole, named among the unknown ids, for a child that was not shared', () => {
    const workspace = workspaceWith();
    const child = workspace.addPage({ parent: { type: 'page', id: PAGE }, shared: false });
    expect(renderMarkdown(workspace, PAGE)).toEqual({
      markdown: `<unknown url="${HERE}#${hex(child.id)}"/>`,
      truncated: false,
      unknown_block_ids: [child.id],
    });
  });

  it('names the page being read, and the original block, in a copy', () => {
    const workspace = workspaceWith({ type: 'synced_block', id: NAMED, synced_from: 'feed' });
    workspace.edit(BARE, [{ type: 'synced_block', id: 'feed', synced_from: null, children: [inside] }]);
    expect(renderMarkdown(workspace, PAGE).markdown).toBe(
      `<synced_block_reference url="${HERE}#feed">\n\tinside\n</synced_block_reference>`,
    );
    expect(renderMarkdown(workspace, BARE).markdown).toBe(
      `<synced_block url="https://app.notion.com/p/${hex(BARE)}#feed">\n\tinside\n</synced_block>`,
    );
    workspace.unshare(BARE);
    expect(renderMarkdown(workspace, PAGE)).toEqual({
      markdown: `<synced_block_reference url="${HERE}#feed">\n\t<unknown url="${HERE}#feed"/>\n</synced_block_reference>`,
      truncated: false,
      unknown_block_ids: ['feed'],
    });
  });

  it('stops after so many blocks, and goes on from each block that it stopped at', () => {
    const nested: BlockDraft = { type: 'toggle', text: [plain('fold')], children: [inside, inside] };
    const workspace = workspaceWith(inside, nested, inside);
    const [, fold, last] = workspace.page(PAGE).blocks;
    const [first, second] = fold!.children;
    const cut = renderMarkdown(workspace, PAGE, { block_limit: 3 });
    expect(cut.markdown).toBe(
      `inside\n<details>\n<summary>fold</summary>\n\tinside\n\t<unknown url="${HERE}#${hex(second!.id)}"/>\n</details>\n<unknown url="${HERE}#${hex(last!.id)}"/>`,
    );
    expect(cut).toMatchObject({ truncated: true, unknown_block_ids: [second!.id, last!.id] });
    expect(renderMarkdown(workspace, last!.id, { block_limit: 3 })).toEqual({
      markdown: 'inside',
      truncated: false,
      unknown_block_ids: [],
    });
    expect(renderMarkdown(workspace, fold!.id, { block_limit: 1 }).unknown_block_ids).toEqual([first!.id, second!.id]);
    expect(countWorkspace(workspace, 3).holes_by_kind.cut).toBe(2);
  });
});

function tableWithId(id: string): BlockDraft {
  return {
    type: 'table',
    id,
    width: 2,
    column_header: true,
    row_header: false,
    children: [{ type: 'table_row', cells: [[plain('a | b')], []] }],
  };
}
