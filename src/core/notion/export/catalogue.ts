import { idOfExportPath } from '../ids.js';
import { normalisePath, parseEntryName, sameCutTitle, splitStem, stablePath } from './names.js';
import type { EntryName } from './names.js';

/** A page or database of an export: the files that make it up and its place among the others. */
export interface ExportNode {
  /** Dashed, lower-case. */
  id: string;
  /** Whether the id is Notion's; else it was made from the path. */
  has_notion_id: boolean;
  kind: 'page' | 'database';
  /** From the file's name: cut short by Notion where it is long. */
  file_title: string;
  /** The folder that its files lie in. */
  dir: string;
  /** Entry numbers: the page's own file, and the table (`_all.csv` before the view). */
  page_entry: number | null;
  format: 'markdown' | 'html' | null;
  table_entry: number | null;
  /** Whether the table is the whole one; a view may hide columns and rows. */
  has_whole_table: boolean;
  parent: ExportNode | null;
  /** Nodes put below it, among them such as were moved on since: see childrenOf. */
  placed: ExportNode[];
  /** Whether its rows or subpages have a folder. */
  has_folder: boolean;
}

/** A folder that several siblings may own, since its name lost its id: their texts have to decide. */
export interface SharedFolder {
  owners: ExportNode[];
  children: ExportNode[];
}

export interface Catalogue {
  /** In the order of their first files in the zip. */
  nodes: ExportNode[];
  by_id: Map<string, ExportNode>;
  /** By normalised path, the view's CSV as well as the whole table's. */
  by_path: Map<string, ExportNode>;
  /** Every file in the export: a reference to one that is no page is an attachment's, not a loss. */
  files: Set<string>;
  shared_folders: SharedFolder[];
  /** Second files of a page that was met already. */
  duplicates: string[];
}

/**
 * Finds the pages and databases among an export's entries, and their hierarchy from the folders alone.
 * `html_ids` are the ids that HTML files without one in their names hold in their markup, by path: without one, an HTML
 * file is the sitemap or an attachment.
 */
export function buildCatalogue(paths: readonly string[], html_ids: ReadonlyMap<string, string>): Catalogue {
  const builder = new CatalogueBuilder(html_ids);
  const names = paths.map(parseEntryName);
  for (const name of names) builder.files.add(name.path);
  const databases = databasePaths(names);
  names.forEach((name, entry) => {
    if (name.format === 'csv' ? databases.has(name.path) : name.format !== 'other') builder.add(name, entry);
  });
  return builder.finish();
}

/** A CSV is a database with Notion's id in its name, with its `_all` twin, or with a folder of rows beside it. */
function databasePaths(names: readonly EntryName[]): Set<string> {
  const tables = names.filter((name) => name.format === 'csv');
  const whole = new Set(tables.filter((name) => name.all_rows).map(stemPath));
  const views = new Set(tables.filter((name) => !name.all_rows).map(stemPath));
  const folders = new Set(names.filter((name) => name.format !== 'other').map((name) => name.dir));
  const isDatabase = (name: EntryName): boolean => {
    const stem = stemPath(name);
    return name.id !== null || (whole.has(stem) && views.has(stem)) || folders.has(stem);
  };
  return new Set(tables.filter(isDatabase).map((name) => name.path));
}

function stemPath(name: EntryName): string {
  return name.path.replace(/(?:_all)?\.[^.]+$/, '');
}

class CatalogueBuilder {
  readonly files = new Set<string>();
  private readonly nodes: ExportNode[] = [];
  private readonly by_id = new Map<string, ExportNode>();
  private readonly by_path = new Map<string, ExportNode>();
  private readonly by_dir = new Map<string, ExportNode[]>();
  private readonly duplicates: string[] = [];

  constructor(private readonly html_ids: ReadonlyMap<string, string>) {}

  add(name: EntryName, entry: number): void {
    const markup_id = name.format === 'html' && name.id === null ? this.html_ids.get(name.path) : undefined;
    if (name.format === 'html' && name.id === null && markup_id === undefined) return;
    const notion_id = name.id ?? markup_id ?? null;
    // A table and its database's own page have one name and, with or without an id, are one node.
    const id = notion_id ?? idOfExportPath(stablePath(`${stemPath(name)}.${name.format === 'csv' ? 'csv' : 'md'}`));
    let node = this.by_id.get(id);
    if (node === undefined) {
      node = this.create(id, notion_id !== null, name);
    } else if (this.by_path.has(name.path)) {
      this.duplicates.push(name.path);
      return;
    }
    this.by_path.set(name.path, node);
    this.attach(node, name, entry);
  }

  private create(id: string, has_notion_id: boolean, name: EntryName): ExportNode {
    const node: ExportNode = {
      id,
      has_notion_id,
      kind: 'page',
      file_title: name.title,
      dir: name.dir,
      page_entry: null,
      format: null,
      table_entry: null,
      has_whole_table: false,
      parent: null,
      placed: [],
      has_folder: false,
    };
    this.nodes.push(node);
    this.by_id.set(id, node);
    const siblings = this.by_dir.get(name.dir);
    if (siblings) siblings.push(node);
    else this.by_dir.set(name.dir, [node]);
    return node;
  }

  private attach(node: ExportNode, name: EntryName, entry: number): void {
    if (name.format === 'csv') {
      node.kind = 'database';
      if (node.table_entry === null || (name.all_rows && !node.has_whole_table)) node.table_entry = entry;
      node.has_whole_table ||= name.all_rows;
    } else if (node.page_entry === null) {
      node.page_entry = entry;
      node.format = name.format === 'html' ? 'html' : 'markdown';
    } else {
      this.duplicates.push(name.path);
    }
  }

  finish(): Catalogue {
    const shared_folders: SharedFolder[] = [];
    for (const [dir, children] of this.by_dir) {
      const owners = this.ownersOf(dir);
      for (const owner of owners) owner.has_folder = true;
      if (owners.length > 1) shared_folders.push({ owners, children });
      for (const child of children) setParent(child, owners[0] === child ? null : (owners[0] ?? null));
    }
    const { nodes, by_id, by_path, files, duplicates } = this;
    return { nodes, by_id, by_path, files, shared_folders, duplicates };
  }

  /** Whose folder it is. One that nothing owns (a wrapper, a teamspace) is transparent: its parent folder's owner. */
  private ownersOf(dir: string): ExportNode[] {
    for (let at = dir; at !== ''; at = parentDir(at)) {
      const { title, id } = splitStem(at.slice(at.lastIndexOf('/') + 1));
      if (id !== null) {
        const owner = this.by_id.get(id);
        if (owner !== undefined) return [owner];
        continue;
      }
      const siblings = this.by_dir.get(parentDir(at)) ?? [];
      const exact = siblings.filter((node) => node.file_title === title);
      if (exact.length > 0) return exact;
      const cut = siblings.filter((node) => sameCutTitle(node.file_title, title));
      if (cut.length > 0) return cut;
    }
    return [];
  }
}

function parentDir(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '' : path.slice(0, slash);
}

/** Moves a node below another. Refuses what would close a circle, which crossed folder names can ask for. */
export function setParent(node: ExportNode, parent: ExportNode | null): void {
  for (let above = parent; above !== null; above = above.parent) if (above === node) return;
  node.parent = parent;
  parent?.placed.push(node);
}

export function childrenOf(node: ExportNode): ExportNode[] {
  return node.placed.filter((child) => child.parent === node);
}

/** Parents before children, siblings in the zip's order, so that what a page shows of its children is known by then. */
export function* inReadingOrder(catalogue: Catalogue): Generator<ExportNode> {
  const stack = catalogue.nodes.filter((node) => node.parent === null).reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    for (const child of childrenOf(node).reverse()) stack.push(child);
  }
}

/** The paths that a relative reference may mean, nearest first: from its file's folder up to the export's root. */
export function* candidatePaths(reference: string, dir: string): Generator<string> {
  const path = normalisePath(reference).replace(/^\/+/, '');
  for (let base = dir; ; base = parentDir(base)) {
    yield joinPath(base, path);
    if (base === '') return;
  }
}

function joinPath(base: string, path: string): string {
  const segments = base === '' ? [] : base.split('/');
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  return segments.join('/');
}
