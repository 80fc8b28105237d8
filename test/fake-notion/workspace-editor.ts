import { addressOf } from './addresses.js';
import type { BlockDraft, DatabaseInput, NodeObject, Page, PageInput, Parent, RichText } from './model.js';
import { paragraph, plain } from './model.js';
import type { Change } from './workspace.js';
import { eachBlock, floorToMinute, Workspace } from './workspace.js';

export type AddedLinkKind = 'mention' | 'link' | 'link_to_page' | 'relation' | 'synced' | 'url';

/**
 * A workspace with an owner who works in it. Every method changes what the expected lists say from then on, moves
 * `last_edited_time` to the clock's minute, and notes the change in Notion's webhook words.
 */
export class EditableWorkspace extends Workspace {
  /** Adds blocks at the end of a page: a sentence when none are given. */
  edit(page_id: string, blocks: readonly BlockDraft[] = [paragraph(plain('Edited.'))]): void {
    const page = this.page(page_id);
    page.blocks.push(...this.build(blocks, page.id, page.id));
    this.touch(page, 'page.content_updated');
  }

  /** Replaces a page's own blocks. Child pages and databases stay, at the end. */
  rewrite(page_id: string, blocks: readonly BlockDraft[]): void {
    const page = this.page(page_id);
    const children = [...eachBlock(page.blocks)].filter(isChildNode);
    for (const block of eachBlock(page.blocks)) this.blocks.delete(block.id);
    page.blocks = this.build(blocks, page.id, page.id);
    for (const child of children) {
      const node = this.node(child.id);
      if (node === undefined) continue;
      node.parent = { type: 'page', id: page.id };
      this.attach(node);
    }
    this.touch(page, 'page.content_updated');
  }

  rename(id: string, title: string | RichText): void {
    const node = this.known(id);
    node.title = typeof title === 'string' ? [plain(title)] : title;
    // A title change arrives as a content change (notion-api.md §7).
    this.touch(node, `${node.kind}.content_updated`);
  }

  describe(database_id: string, description: RichText): void {
    const database = this.database(database_id);
    database.description = description;
    this.touch(database, 'database.content_updated');
  }

  move(id: string, parent: Parent): void {
    const node = this.known(id);
    const from = this.parentOf(node);
    for (let at: NodeObject | undefined = this.holderOf(parent); at !== undefined; at = this.parentOf(at)) {
      if (at.id === id) throw new Error(`${id} cannot be moved under itself.`);
    }
    this.detach(node);
    node.parent = parent;
    this.attach(node);
    this.touchContent(from);
    this.touchContent(this.holderOf(parent));
    this.touch(node, `${node.kind}.moved`);
  }

  trash(id: string): void {
    const node = this.known(id);
    node.trashed = true;
    this.touchContent(this.parentOf(node));
    this.touch(node, `${node.kind}.deleted`);
  }

  restore(id: string): void {
    const node = this.known(id);
    node.trashed = false;
    this.touchContent(this.parentOf(node));
    this.touch(node, `${node.kind}.undeleted`);
  }

  create(input: PageInput): Page {
    const page = this.addPage(input);
    this.touchContent(this.parentOf(page));
    this.touch(page, 'page.created');
    return page;
  }

  createDatabase(input: DatabaseInput): NodeObject {
    const database = this.addDatabase(input);
    this.touchContent(this.parentOf(database));
    this.touch(database, 'database.created');
    return database;
  }

  /** For good, with everything under it: it answers 404 from now on, as if it had never been. */
  delete(id: string): void {
    const node = this.known(id);
    this.touchContent(this.parentOf(node));
    this.detach(node);
    for (const gone of this.subtree(node)) this.erase(gone);
    this.version++;
    this.note(`${node.kind}.deleted`, node);
  }

  /** One more occurrence of a link. A relation needs two rows whose data sources are related already. */
  addLink(source_id: string, target_id: string, kind: AddedLinkKind): void {
    const target = { id: target_id };
    if (kind === 'relation') {
      this.relate(source_id, target_id);
      return;
    }
    if (kind === 'synced') {
      this.edit(source_id, [{ type: 'synced_block', synced_from: this.originalIn(target_id) }]);
      return;
    }
    const is_page = this.pages.has(target_id);
    const drafts: Record<Exclude<AddedLinkKind, 'relation' | 'synced'>, BlockDraft> = {
      mention: paragraph(is_page ? { kind: 'page_mention', target } : { kind: 'database_mention', target }),
      link: paragraph({ kind: 'link', text: 'see', address: addressOf(target) }),
      link_to_page: { type: 'link_to_page', to: is_page ? 'page' : 'database', target_id },
      url: { type: 'bookmark', address: addressOf(target), caption: [] },
    };
    this.edit(source_id, [drafts[kind]]);
  }

  /** The original synced block of a page; made where it has none. */
  originalIn(page_id: string): string {
    const page = this.page(page_id);
    for (const block of eachBlock(page.blocks)) {
      if (block.type === 'synced_block' && block.synced_from === null) return block.id;
    }
    const id = this.random.uuid();
    this.edit(page_id, [
      { type: 'synced_block', id, synced_from: null, children: [paragraph(plain('Said once, shown twice.'))] },
    ]);
    return id;
  }

  /** Fills the first relation from the one row's data source to the other's, and its other side where it is dual. */
  relate(source_id: string, target_id: string): void {
    const [source, target] = [this.page(source_id), this.page(target_id)];
    if (source.parent.type !== 'data_source' || target.parent.type !== 'data_source') throw notRelated(source, target);
    const to = target.parent.id;
    const property = this.dataSource(source.parent.id).schema.find(
      (candidate) => candidate.type === 'relation' && candidate.data_source_id === to,
    );
    if (property?.type !== 'relation') throw notRelated(source, target);
    relationIds(source, property.id).push(target.id);
    this.touch(source, 'page.properties_updated');
    if (property.synced_property_id === null) return;
    relationIds(target, property.synced_property_id).push(source.id);
    this.touch(target, 'page.properties_updated');
  }

  /** The connection loses sight of it and of everything under it. Notion itself does not call that an edit. */
  unshare(id: string, options: { edited?: boolean } = {}): void {
    this.setShared(id, false, options.edited ?? true);
  }

  share(id: string, options: { edited?: boolean } = {}): void {
    this.setShared(id, true, options.edited ?? true);
  }

  private setShared(id: string, shared: boolean, edited: boolean): void {
    const node = this.known(id);
    for (const each of this.subtree(node)) each.shared = shared;
    this.version++;
    if (edited) this.touch(node, `${node.kind}.content_updated`);
  }

  private subtree(root: NodeObject): NodeObject[] {
    const found: NodeObject[] = [root];
    for (const node of found) {
      const below: string[] = [];
      if (node.kind === 'database')
        for (const source of node.data_source_ids) below.push(...this.dataSource(source).row_ids);
      else for (const block of eachBlock(node.blocks)) if (isChildNode(block)) below.push(block.id);
      for (const id of below) found.push(this.known(id));
    }
    return found;
  }

  private erase(node: NodeObject): void {
    this.pages.delete(node.id);
    this.databases.delete(node.id);
    if (node.kind === 'database') for (const source of node.data_source_ids) this.data_sources.delete(source);
    else for (const block of eachBlock(node.blocks)) this.blocks.delete(block.id);
    for (const page of this.pages.values()) {
      for (const value of page.properties.values()) {
        if (value.type === 'relation' && value.ids.includes(node.id))
          value.ids = value.ids.filter((id) => id !== node.id);
      }
    }
  }

  private detach(node: NodeObject): void {
    if (node.parent.type === 'workspace') return;
    const block = this.blocks.get(node.id);
    if (node.parent.type === 'data_source') {
      const rows = this.dataSource(node.parent.id).row_ids;
      rows.splice(rows.indexOf(node.id), 1);
    } else if (block !== undefined) {
      const siblings = this.siblingsOf(block);
      siblings.splice(siblings.indexOf(block), 1);
      this.blocks.delete(block.id);
    }
  }

  private holderOf(parent: Parent): NodeObject | undefined {
    if (parent.type === 'workspace') return undefined;
    const block = this.blocks.get(parent.id);
    return this.resolve(parent.type === 'block' && block !== undefined ? block.page_id : parent.id);
  }

  private known(id: string): NodeObject {
    return this.pages.get(id) ?? this.database(id);
  }

  /** A page whose list of blocks changed. Rows come and go without touching their database. */
  private touchContent(node: NodeObject | undefined): void {
    if (node?.kind === 'page') this.touch(node, 'page.content_updated');
  }

  private touch(node: NodeObject, type: string): void {
    node.last_edited_time = floorToMinute(this.clock());
    this.version++;
    this.note(type, node);
  }

  private note(type: string, node: NodeObject): void {
    const change: Change = { type, entity: { id: node.id, type: node.kind }, at: this.clock() };
    this.changes.push(change);
  }
}

function relationIds(page: Page, property_id: string): string[] {
  const value = page.properties.get(property_id);
  if (value?.type === 'relation') return value.ids;
  const ids: string[] = [];
  page.properties.set(property_id, { type: 'relation', ids });
  return ids;
}

function isChildNode(block: { type: string }): boolean {
  return block.type === 'child_page' || block.type === 'child_database';
}

function notRelated(source: Page, target: Page): Error {
  return new Error(`No relation leads from the data source of ${source.id} to that of ${target.id}.`);
}
