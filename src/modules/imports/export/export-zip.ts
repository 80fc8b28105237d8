import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { articleId } from '../../../core/notion/export/html-page.js';
import { isSystemEntry, parseEntryName } from '../../../core/notion/export/names.js';
import { DamagedEntry, ZipArchive, ZipBudget, type ZipEntry } from './zip-archive.js';
import { EXPORT_LIMITS, type ExportLimits } from './zip-limits.js';

/** `Export-<uuid>-Part-1.zip`, `ExportBlock-…`: the parts that Notion splits an export into (notion-api.md §9). */
const PART = /^(?:export[^/]*|[^/]*[-_ ]part[-_ ]?\d+)\.zip$/i;

interface PlacedEntry extends ZipEntry {
  archive: ZipArchive;
}

export interface OpenOptions {
  limits?: Partial<ExportLimits>;
  signal?: AbortSignal;
  /** Where the parts are unpacked; the system's own place by default. */
  tmp_dir?: string;
}

/** An export's files over all its parts, as if they were in one zip. Close it to remove what was unpacked. */
export class ExportZip {
  readonly entries: PlacedEntry[] = [];
  readonly budget: ZipBudget;
  private readonly archives: ZipArchive[] = [];
  private tmp: string | null = null;

  private constructor(readonly limits: ExportLimits) {
    this.budget = new ZipBudget(limits);
  }

  static async open(path: string, options: OpenOptions): Promise<ExportZip> {
    const zip = new ExportZip({ ...EXPORT_LIMITS, ...options.limits });
    try {
      const outer = await zip.openArchive(path);
      const parts = partsOf(outer.entries);
      zip.place(outer, parts);
      for (const [index, part] of parts.entries()) {
        options.signal?.throwIfAborted();
        zip.tmp ??= await makeTemporary(options.tmp_dir ?? tmpdir());
        const file = join(zip.tmp, `part-${index}.zip`);
        await outer.extract(part, file, options.signal);
        // One level: a zip inside a part is an attachment.
        zip.place(await zip.openArchive(file), []);
      }
      return zip;
    } catch (error) {
      await zip.close();
      throw error;
    }
  }

  private async openArchive(path: string): Promise<ZipArchive> {
    const archive = await ZipArchive.open(path, this.budget);
    this.archives.push(archive);
    return archive;
  }

  private place(archive: ZipArchive, parts: readonly ZipEntry[]): void {
    for (const entry of archive.entries) {
      if (!parts.includes(entry) && !isSystemEntry(entry.path)) this.entries.push({ ...entry, archive });
    }
  }

  /** An entry's text. Bad UTF-8 turns into replacement characters. Throws DamagedEntry. */
  async text(index: number): Promise<string> {
    const entry = this.entries[index];
    if (entry === undefined) throw new RangeError(`no entry ${index}`);
    return (await entry.archive.read(entry)).toString('utf8');
  }

  size(index: number): number {
    return this.entries[index]?.size ?? 0;
  }

  /** The ids that HTML files without one in their names hold in their markup, by path. */
  async htmlIds(): Promise<Map<string, string>> {
    const ids = new Map<string, string>();
    for (const [index, entry] of this.entries.entries()) {
      const name = parseEntryName(entry.path);
      if (name.format !== 'html' || name.id !== null || entry.size > this.limits.page_bytes) continue;
      const id = await this.text(index).then(articleId, ignoreDamage);
      if (id !== null) ids.set(name.path, id);
    }
    return ids;
  }

  async close(): Promise<void> {
    await Promise.all(this.archives.map((archive) => archive.close()));
    if (this.tmp !== null) await rm(this.tmp, { recursive: true, force: true });
  }
}

async function makeTemporary(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  return mkdtemp(join(dir, 'notion-export-'));
}

function ignoreDamage(error: unknown): null {
  if (error instanceof DamagedEntry) return null;
  throw error;
}

/** The inner zips to open: those named as parts or, where the zip holds nothing else to read, any at its top. */
function partsOf(entries: readonly ZipEntry[]): ZipEntry[] {
  const zips = entries.filter((entry) => /^[^/]+\.zip$/i.test(entry.path) && !isSystemEntry(entry.path));
  const parts = zips.filter((entry) => PART.test(entry.path));
  if (parts.length > 0) return parts;
  return entries.some((entry) => parseEntryName(entry.path).format !== 'other') ? [] : zips;
}
