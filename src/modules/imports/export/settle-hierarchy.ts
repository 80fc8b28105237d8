import { type Catalogue, type ExportNode, setParent } from '../../../core/notion/export/catalogue.js';
import { Ledger } from '../../../core/notion/export/ledger.js';
import { resolveReference } from '../../../core/notion/export/references.js';
import { NodeFiles } from './node-files.js';
import type { ExportZip } from './export-zip.js';

/** Decides what folder names alone leave open, from the texts of the few pages concerned. */
export async function settleHierarchy(catalogue: Catalogue, zip: ExportZip, ledger: Ledger): Promise<void> {
  // What cannot be read is reported when it is its turn to be read, not here.
  const files = new NodeFiles(zip, new Ledger());
  await settleSharedFolders(catalogue, files, ledger);
  await settleTablesWithoutFolders(catalogue, files);
}

/**
 * Siblings with one title share one folder once folder names go without ids. A child belongs to the page that refers to
 * it, else to the database among them, whose rows nothing refers to, else to the first.
 */
async function settleSharedFolders(catalogue: Catalogue, files: NodeFiles, ledger: Ledger): Promise<void> {
  for (const { owners, children } of catalogue.shared_folders) {
    const claimed = new Map<ExportNode, ExportNode>();
    for (const owner of owners) {
      const content = await files.page(owner, null, false);
      content?.findLinks(content.body_start, ({ reference }) => {
        const resolved = resolveReference(reference, owner.dir, catalogue);
        if (resolved !== null && 'node' in resolved && !claimed.has(resolved.node)) claimed.set(resolved.node, owner);
      });
    }
    const database = owners.find((owner) => owner.kind === 'database');
    const linking = new Set(children.flatMap((child) => claimed.get(child) ?? []));
    const [only_linking] = linking;
    for (const child of children) {
      const owner = claimed.get(child) ?? database ?? (linking.size === 1 ? only_linking : undefined);
      if (owner === undefined) ledger.add('page', 'ambiguous_parent', child.id, child.file_title);
      else if (child.parent !== owner) setParent(child, owner);
    }
  }
}

/** A table without a folder has its rows' pages, if any, beside it. */
async function settleTablesWithoutFolders(catalogue: Catalogue, files: NodeFiles): Promise<void> {
  const bare = catalogue.nodes.filter((node) => node.table_entry !== null && !node.has_folder);
  if (bare.length === 0) return;
  const by_dir = byDirectory(catalogue);
  for (const database of bare) {
    const beside = (by_dir.get(database.dir) ?? []).filter((node) => node.kind === 'page' && node.page_entry !== null);
    if (beside.length === 0) continue;
    const rows = await files.table(database);
    if (rows === null) continue;
    for (const node of beside) {
      if (!rows.mayHold(node)) continue;
      const content = await files.page(node, rows.columns, true);
      if (content === null || !rows.confirms(content.title ?? node.file_title, content.properties)) continue;
      setParent(node, database);
    }
  }
}

function byDirectory(catalogue: Catalogue): Map<string, ExportNode[]> {
  const by_dir = new Map<string, ExportNode[]>();
  for (const node of catalogue.nodes) {
    const nodes = by_dir.get(node.dir);
    if (nodes) nodes.push(node);
    else by_dir.set(node.dir, [node]);
  }
  return by_dir;
}
