import { fillPage } from './generate-content.js';
import { buildDatabases, fillRows } from './generate-databases.js';
import type { NodeObject, Page } from './model.js';
import { plain } from './model.js';
import { parentIn, randomTimes, titleOf } from './placing.js';
import type { Random } from './random.js';
import { seededRandom } from './random.js';
import { addShowcase, SHOWCASE_PAGES } from './showcase.js';
import { EditableWorkspace } from './workspace-editor.js';

export interface GenerateOptions {
  /** Page objects in all, rows, trashed and unshared ones included; databases come on top. From 10 to 100,000. */
  pages: number;
  seed?: number;
  name?: string;
  /** The time of later edits. What is generated has times between 2024 and 2026. */
  clock?: () => number;
  /** About how many blocks a page has; 6 when left out. */
  blocks_per_page?: number;
  /** Shares of the pages: in the trash, not shared, not found by search. */
  trashed?: number;
  unshared?: number;
  unlisted?: number;
  /** Comments on a tenth of the pages; off when left out. */
  comments?: boolean;
  /** Pages that hold one of each trap, by name; on where there is room for them. */
  showcase?: boolean;
}

/** Of the pages that are not the showcase's. */
const ROW_SHARE = 0.55;
const TOP_SHARE = 0.03;

/** A workspace with everything in it that notion-api.md §4 can point with; the same seed gives the same one. */
export function generateWorkspace(options: GenerateOptions): EditableWorkspace {
  if (options.pages < 10 || options.pages > 100_000) throw new Error('A generated workspace has 10 to 100,000 pages.');
  const seed = options.seed ?? 1;
  const workspace = new EditableWorkspace({
    seed,
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const random = seededRandom(seed ^ 0x5bd1e995);
  for (let i = 0; i < 30; i++) workspace.addPerson(`Person ${i + 1}`);
  const showcase = options.showcase ?? options.pages >= 2 * SHOWCASE_PAGES;
  const own = options.pages - (showcase ? SHOWCASE_PAGES : 0);

  const row_count = Math.floor(own * ROW_SHARE);
  const late = Math.floor((own - row_count) * 0.1);
  const early = own - row_count - late;
  const nested: Page[] = [];
  for (let i = 0; i < early; i++) nested.push(addNested(workspace, random, nested, i / early));
  const sources = buildDatabases(workspace, random, nested, row_count);
  const rows = sources.flatMap((source) => source.row_ids.map((id) => workspace.page(id)));
  // Some pages lie in rows, where only the row's own blocks lead to them.
  const holders = rows.length > 0 ? rows : [...nested];
  for (let i = 0; i < late; i++) nested.push(addNested(workspace, random, holders, 1));

  const hide = new Hiding(workspace, random, [...nested, ...rows]);
  hide.trash(options.trashed ?? 0.02);
  hide.unshare(options.unshared ?? 0.03);
  hide.unlist(options.unlisted ?? 0.1);
  if (sources.length >= 4) hide.unshareDatabase(sources.at(-1)?.database_id ?? '');

  const targets: NodeObject[] = [...nested, ...rows, ...workspace.databases.values()];
  const blocks_per_page = options.blocks_per_page ?? 6;
  for (const page of [...nested, ...rows]) fillPage(workspace, random, page, targets, blocks_per_page);
  fillRows(workspace, random, sources, targets);
  if (options.comments === true) {
    for (const page of nested) {
      if (!random.chance(0.1)) continue;
      const text = [plain('Have you seen '), { kind: 'page_mention' as const, target: { id: random.pick(nested).id } }];
      workspace.addComment(page.id, text, page.last_edited_time);
    }
  }
  if (showcase) addShowcase(workspace, options.comments ?? false);
  // What was generated is not news.
  workspace.changes.length = 0;
  return workspace;
}

/** A page at the top, or under one before it: now and then under the last one, so that some lie deep. */
function addNested(workspace: EditableWorkspace, random: Random, before: readonly Page[], progress: number): Page {
  const times = randomTimes(random, progress);
  const title = titleOf(random);
  const icon = random.chance(0.3)
    ? random.chance(0.8)
      ? { type: 'emoji' as const, emoji: random.pick(['📌', '🧭', '🗂️', '🌱']) }
      : { type: 'file' as const, url: `https://prod-files-secure.s3.us-west-2.amazonaws.com/${random.uuid()}/icon.png` }
    : null;
  const holder = random.chance(0.15) ? before.at(-1) : before.length === 0 ? undefined : random.pick(before);
  if (holder === undefined || random.chance(TOP_SHARE)) return workspace.addPage({ title, icon, ...times });
  return workspace.addPage({ title, icon, ...times, parent: parentIn(workspace, random, holder) });
}

/** Takes pages out of sight: leaves only, so that what is under them need not go too. */
class Hiding {
  private readonly leaves: Page[];

  constructor(
    private readonly workspace: EditableWorkspace,
    private readonly random: Random,
    private readonly pages: readonly Page[],
  ) {
    const holders = new Set<string | undefined>();
    for (const node of [...workspace.pages.values(), ...workspace.databases.values()]) {
      holders.add(workspace.parentOf(node)?.id);
    }
    this.leaves = pages.filter((page) => !holders.has(page.id));
  }

  trash(share: number): void {
    for (const page of this.some(share)) page.trashed = true;
  }

  unshare(share: number): void {
    for (const page of this.some(share)) page.shared = false;
  }

  unlist(share: number): void {
    for (const page of this.pages) page.unlisted = this.random.chance(share);
    for (const database of this.workspace.databases.values()) database.unlisted = this.random.chance(share);
  }

  unshareDatabase(id: string): void {
    if (this.workspace.databases.has(id)) this.workspace.unshare(id, { edited: false });
  }

  private some(share: number): Page[] {
    const count = Math.min(this.leaves.length, Math.round(share * this.pages.length));
    return Array.from({ length: count }, () => this.random.pick(this.leaves));
  }
}
