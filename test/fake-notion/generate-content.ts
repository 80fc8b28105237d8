import { addressOf, ADDRESS_FORMS, foreignAddress } from './addresses.js';
import type { Address, BlockDraft, Inline, NodeObject, Page, RichText } from './model.js';
import { plain } from './model.js';
import type { Random } from './random.js';
import type { EditableWorkspace } from './workspace-editor.js';

const WORDS = [
  'the team agreed',
  'see also',
  'we measured again',
  'nothing changed',
  'ship it * carefully',
  'cost < benefit',
  'ask [someone]',
  'a | b',
  'follow up with',
];

/** Originals that copies may come from; one list a workspace, filled as pages are. */
const originals = new WeakMap<EditableWorkspace, string[]>();

/** Blocks at the end of a page, about `count` of them, that point at some of the targets. */
export function fillPage(
  workspace: EditableWorkspace,
  random: Random,
  page: Page,
  targets: readonly NodeObject[],
  count: number,
): void {
  const known = originals.get(workspace) ?? [];
  originals.set(workspace, known);
  const writer = new Writer(workspace, random, targets, known);
  const size = random.below(2 * count + 1);
  const drafts: BlockDraft[] = [];
  while (writer.written < size) drafts.push(writer.block(0));
  page.blocks.push(...workspace.build(drafts, page.id, page.id));
}

/** A sentence with a mention or a link in it, now and then. */
export function sentence(
  workspace: EditableWorkspace,
  random: Random,
  targets: readonly NodeObject[],
  chance = 0.35,
): RichText {
  const text: Inline[] = [plain(`${random.pick(WORDS)} `)];
  if (random.chance(chance)) text.push(reference(workspace, random, targets));
  if (random.chance(0.15)) text.push({ kind: 'text', text: 'really', style: { bold: true } });
  if (random.chance(0.05)) text.push({ kind: 'user_mention', user_id: random.pick(workspace.people).id });
  if (random.chance(0.05)) text.push({ kind: 'date_mention', start: '2025-03-01', end: null });
  return text;
}

/** Few pages are pointed at by many. */
export function popular(random: Random, targets: readonly NodeObject[]): NodeObject {
  const at = random.chance(0.5) ? random.below(targets.length) : Math.floor(random.next() ** 4 * targets.length);
  const target = targets[at];
  if (target === undefined) throw new Error('There is nothing to point at.');
  return target;
}

export function randomAddress(random: Random, targets: readonly NodeObject[]): Address {
  const target = popular(random, targets);
  if (random.chance(0.3)) return foreignAddress(target.id, random.below(5));
  return addressOf({ id: target.id }, random.pick(ADDRESS_FORMS));
}

function reference(workspace: EditableWorkspace, random: Random, targets: readonly NodeObject[]): Inline {
  const target = popular(random, targets);
  if (random.chance(0.4)) return { kind: 'link', text: 'this one', address: randomAddress(random, targets) };
  if (random.chance(0.05)) {
    return { kind: 'link_mention', title: 'A page elsewhere', address: randomAddress(random, targets) };
  }
  if (target.kind === 'page') {
    const block = random.chance(0.1) ? target.blocks[0] : undefined;
    const at_block = block === undefined || workspace.node(block.id) !== undefined ? {} : { block_id: block.id };
    return { kind: 'page_mention', target: { id: target.id, ...at_block } };
  }
  const source = target.data_source_ids[0];
  if (source !== undefined && random.chance(0.3)) return { kind: 'data_source_mention', data_source_id: source };
  return { kind: 'database_mention', target: { id: target.id } };
}

class Writer {
  written = 0;

  constructor(
    private readonly workspace: EditableWorkspace,
    private readonly random: Random,
    private readonly targets: readonly NodeObject[],
    private readonly originals: string[],
  ) {}

  block(depth: number): BlockDraft {
    this.written++;
    const dice = this.random.below(100);
    if (dice < 40) return { type: 'paragraph', text: this.text() };
    if (dice < 62) return this.nesting(depth);
    if (dice < 70)
      return {
        type: this.random.pick(['heading_1', 'heading_2', 'heading_3', 'heading_4'] as const),
        text: this.text(),
        toggleable: false,
      };
    if (dice < 76) return { type: 'to_do', text: this.text(), checked: this.random.chance(0.5), color: 'blue' };
    if (dice < 80) return { type: 'bookmark', address: this.address(), caption: this.text(0.1) };
    if (dice < 83) return this.linkToPage();
    if (dice < 85) return this.table();
    if (dice < 87) return this.columns(depth);
    if (dice < 89) return this.synced(depth);
    if (dice < 91) return this.code();
    return this.rare();
  }

  private text(chance?: number): RichText {
    return sentence(this.workspace, this.random, this.targets, chance);
  }

  private address(): Address {
    return randomAddress(this.random, this.targets);
  }

  private children(depth: number): BlockDraft[] {
    // Deep now and then, but not without end.
    const count = depth > 5 ? 0 : this.random.below(3);
    return Array.from({ length: count }, () => this.block(depth + 1));
  }

  private nesting(depth: number): BlockDraft {
    const children = this.children(depth);
    const type = this.random.pick(['bulleted_list_item', 'numbered_list_item', 'toggle', 'quote', 'callout'] as const);
    if (type === 'callout') return { type, text: this.text(), emoji: '💡', children };
    return { type, text: this.text(), children };
  }

  private linkToPage(): BlockDraft {
    const target = popular(this.random, this.targets);
    return { type: 'link_to_page', to: target.kind, target_id: target.id };
  }

  private table(): BlockDraft {
    const row = (): BlockDraft => ({ type: 'table_row', cells: [this.text(), this.text(0.2)] });
    return { type: 'table', width: 2, column_header: true, row_header: false, children: [row(), row()] };
  }

  private columns(depth: number): BlockDraft {
    const column = (): BlockDraft => ({ type: 'column', children: [this.block(depth + 1)] });
    return { type: 'column_list', children: [column(), column()] };
  }

  private synced(depth: number): BlockDraft {
    const from = this.originals.length > 0 && this.random.chance(0.6) ? this.random.pick(this.originals) : null;
    if (from !== null) return { type: 'synced_block', synced_from: from };
    const id = this.random.uuid();
    const children = [{ type: 'paragraph' as const, text: this.text() }, ...this.children(depth)];
    // Known to copies only once it is complete: a copy inside of its own original would never end.
    this.originals.push(id);
    return { type: 'synced_block', id, synced_from: null, children };
  }

  private code(): BlockDraft {
    const target = popular(this.random, this.targets);
    const { url } = addressOf({ id: target.id });
    const code = `curl '${url}'\n[not a link](${url})\n<mention-page url="${url}"/>`;
    return { type: 'code', code, language: 'bash', caption: [] };
  }

  private rare(): BlockDraft {
    switch (this.random.below(8)) {
      case 0:
        return { type: 'embed', address: this.address(), caption: [] };
      case 1:
        return { type: 'link_preview', address: this.address() };
      case 2:
        return {
          type: 'image',
          url: 'https://example.com/a.png',
          hosted: this.random.chance(0.5),
          caption: this.text(0.2),
        };
      case 3:
        return { type: 'equation', expression: 'e^{i\\pi} + 1 = 0' };
      case 4:
        return { type: 'unknown', wire_type: this.random.pick(['ai_block', 'form', 'button']) };
      case 5:
        return { type: 'paragraph', text: [] };
      case 6:
        return { type: 'file', url: 'https://example.com/report.docx', hosted: true, caption: [] };
      default:
        return { type: this.random.pick(['divider', 'breadcrumb', 'table_of_contents'] as const) };
    }
  }
}
