import type {
  Block,
  BlockDraft,
  Comment,
  Database,
  DatabaseInput,
  DataSource,
  NodeInput,
  NodeObject,
  Page,
  PageInput,
  Person,
  RichText,
} from './model.js';
import { plain } from './model.js';
import type { Random } from './random.js';
import { seededRandom } from './random.js';

const MINUTE = 60_000;

export interface WorkspaceOptions {
  seed?: number;
  name?: string;
  /** The time of edits. Generated content has its own, fixed times. */
  clock?: () => number;
}

/** What changed, in the words of Notion's webhooks. */
export interface Change {
  type: string;
  entity: { id: string; type: 'page' | 'database' | 'data_source' };
  at: number;
}

/** Pages, databases and blocks by id, and the rules about what lies under what. Edits are in `WorkspaceEditor`. */
export class Workspace {
  readonly id: string;
  readonly name: string;
  readonly random: Random;
  readonly clock: () => number;
  readonly pages = new Map<string, Page>();
  readonly databases = new Map<string, Database>();
  readonly data_sources = new Map<string, DataSource>();
  readonly blocks = new Map<string, Block>();
  readonly people: Person[] = [];
  readonly changes: Change[] = [];
  /** Grows with every change: what was computed for an earlier one is stale. */
  version = 0;
  private live_at = -1;
  private readonly live = new Map<string, boolean>();

  constructor(options: WorkspaceOptions = {}) {
    this.random = seededRandom(options.seed ?? 1);
    this.name = options.name ?? 'Acme';
    this.clock = options.clock ?? Date.now;
    this.id = this.random.uuid();
    for (const name of ['Ada Lovelace', 'Grace Hopper', 'Alan Turing']) {
      this.people.push({ id: this.random.uuid(), name, email: `${name.split(' ')[0]?.toLowerCase()}@example.com` });
    }
  }

  node(id: string): NodeObject | undefined {
    return this.pages.get(id) ?? this.databases.get(id);
  }

  page(id: string): Page {
    return required(this.pages.get(id), 'page', id);
  }

  database(id: string): Database {
    return required(this.databases.get(id), 'database', id);
  }

  dataSource(id: string): DataSource {
    return required(this.data_sources.get(id), 'data source', id);
  }

  /** The page or database that an id means: its own, or the database of a data source. */
  resolve(id: string): NodeObject | undefined {
    const source = this.data_sources.get(id);
    return this.node(source === undefined ? id : source.database_id);
  }

  /** The page or database that directly holds a node, through blocks and data sources. */
  parentOf(node: NodeObject): NodeObject | undefined {
    if (node.parent.type === 'workspace') return undefined;
    if (node.parent.type === 'page') return this.pages.get(node.parent.id);
    if (node.parent.type === 'data_source') return this.resolve(node.parent.id);
    const block = this.blocks.get(node.parent.id);
    return block === undefined ? undefined : this.pages.get(block.page_id);
  }

  /** Neither it nor anything above it is in the trash. */
  isLive(node: NodeObject): boolean {
    if (this.live_at !== this.version) {
      this.live.clear();
      this.live_at = this.version;
    }
    const path: NodeObject[] = [];
    let live = true;
    for (let at: NodeObject | undefined = node; at !== undefined; at = this.parentOf(at)) {
      const known = this.live.get(at.id);
      if (known !== undefined) {
        live = known;
        break;
      }
      path.push(at);
    }
    for (const at of path.reverse()) {
      live = live && !at.trashed;
      this.live.set(at.id, live);
    }
    return live;
  }

  /** What a complete import has a node for. */
  isNode(node: NodeObject | undefined): node is NodeObject {
    return node?.shared === true && this.isLive(node);
  }

  /**
   * Search knows it. What was shared directly (nothing shared is above it) is always listed: only what was shared
   * through a parent may be missing, so that everything can be reached from what is listed.
   */
  isListed(node: NodeObject): boolean {
    return node.shared && (!node.unlisted || !this.isNode(this.parentOf(node)));
  }

  plainTitle(id: string): string {
    const source = this.data_sources.get(id);
    const title = source?.title ?? this.node(id)?.title ?? [];
    return this.plainText(title);
  }

  plainText(text: RichText): string {
    return text.map((inline) => this.plainInline(inline)).join('');
  }

  private plainInline(inline: RichText[number]): string {
    switch (inline.kind) {
      case 'text':
      case 'link':
        return inline.text;
      case 'page_mention':
      case 'database_mention':
        return this.visibleTitle(inline.target.id);
      case 'data_source_mention':
        return this.visibleTitle(inline.data_source_id);
      case 'link_mention':
        return inline.title;
      case 'link_preview_mention':
        return inline.address.url;
      case 'user_mention':
        return `@${this.people.find((person) => person.id === inline.user_id)?.name ?? 'Someone'}`;
      case 'date_mention':
        return inline.end === null ? inline.start : `${inline.start} → ${inline.end}`;
      case 'custom_emoji':
        return `:${inline.name}:`;
      case 'equation':
        return inline.expression;
    }
  }

  /** A mention shows the title of a page that the connection may see, else nothing that would give it away. */
  private visibleTitle(id: string): string {
    const node = this.resolve(id);
    if (node?.shared !== true) return 'Untitled';
    // A title that mentions itself, or two that mention each other, would never end.
    const title = this.data_sources.get(id)?.title ?? node.title;
    return title.map((inline) => ('text' in inline ? inline.text : '')).join('') || 'Untitled';
  }

  addPage(input: PageInput = {}): Page {
    const page: Page = {
      ...this.nodeOf(input),
      kind: 'page',
      blocks: [],
      properties: new Map(input.properties),
      comments: [],
    };
    this.pages.set(page.id, page);
    this.attach(page);
    page.blocks.push(...this.build(input.blocks ?? [], page.id, page.id));
    this.version++;
    return page;
  }

  addDatabase(input: DatabaseInput = {}): Database {
    const database: Database = {
      ...this.nodeOf(input),
      kind: 'database',
      description: input.description ?? [],
      inline: input.inline ?? false,
      data_source_ids: [],
    };
    this.databases.set(database.id, database);
    for (const draft of input.data_sources ?? [{}]) {
      const id = draft.id ?? this.random.uuid();
      const title = draft.title === undefined ? database.title : [plain(draft.title)];
      const schema = [...(draft.schema ?? [])];
      if (!schema.some((property) => property.type === 'title')) {
        schema.unshift({ id: 'title', name: 'Name', type: 'title' });
      }
      this.data_sources.set(id, { id, database_id: database.id, title, schema, row_ids: [] });
      database.data_source_ids.push(id);
    }
    this.attach(database);
    this.version++;
    return database;
  }

  addComment(page_id: string, text: RichText, time = this.clock()): Comment {
    const created_time = floorToMinute(time);
    const comment = { id: this.random.uuid(), discussion_id: this.random.uuid(), text, created_time };
    this.page(page_id).comments.push(comment);
    this.version++;
    return comment;
  }

  addPerson(name: string): Person {
    const person = { id: this.random.uuid(), name, email: `${name.toLowerCase().replaceAll(' ', '.')}@example.com` };
    this.people.push(person);
    return person;
  }

  /** Drafts as blocks of a page, registered by id. */
  build(drafts: readonly BlockDraft[], page_id: string, parent_id: string): Block[] {
    return drafts.map((draft) => {
      const { id = this.random.uuid(), children = [], ...content } = draft;
      const block: Block = { ...content, id, page_id, parent_id, children: [] };
      this.blocks.set(id, block);
      block.children = this.build(children, page_id, id);
      return block;
    });
  }

  /** The list that holds a block: its parent block's children or its page's blocks. */
  siblingsOf(block: Block): Block[] {
    return this.blocks.get(block.parent_id)?.children ?? this.page(block.page_id).blocks;
  }

  /** Puts a new or moved node where its parent says: a row into its data source, else a block into its page. */
  protected attach(node: NodeObject): void {
    const { parent } = node;
    if (parent.type === 'workspace') return;
    if (parent.type === 'data_source') {
      this.dataSource(parent.id).row_ids.push(node.id);
      return;
    }
    const type = node.kind === 'page' ? 'child_page' : 'child_database';
    const holder = parent.type === 'page' ? undefined : required(this.blocks.get(parent.id), 'block', parent.id);
    const page_id = holder?.page_id ?? parent.id;
    const siblings = holder?.children ?? this.page(page_id).blocks;
    siblings.push(...this.build([{ type, id: node.id }], page_id, parent.id));
  }

  private nodeOf(input: NodeInput): Omit<Database, 'kind' | 'description' | 'inline' | 'data_source_ids'> {
    const now = this.clock();
    const created_time = floorToMinute(input.created_time ?? now);
    const title = input.title ?? 'Untitled';
    return {
      id: input.id ?? this.random.uuid(),
      title: typeof title === 'string' ? [plain(title)] : title,
      icon: input.icon ?? null,
      parent: input.parent ?? { type: 'workspace' },
      created_time,
      last_edited_time: floorToMinute(input.last_edited_time ?? input.created_time ?? now),
      trashed: false,
      shared: input.shared ?? true,
      unlisted: input.unlisted ?? false,
      indexed_from: input.created_time ?? now,
    };
  }
}

export function floorToMinute(time: number): number {
  return time - (time % MINUTE);
}

/** Every block of a forest, parents before children. */
export function* eachBlock(blocks: readonly Block[]): Generator<Block> {
  for (const block of blocks) {
    yield block;
    if (block.children.length > 0) yield* eachBlock(block.children);
  }
}

function required<T>(found: T | undefined, what: string, id: string): T {
  if (found === undefined) throw new Error(`The fake workspace has no ${what} ${id}.`);
  return found;
}
