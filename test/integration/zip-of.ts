import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A zip of these texts by name; the same texts give the same bytes. */
export async function zipOf(files: Record<string, string>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name, { mtime: new Date(0) });
  zip.end();
  return buffer(zip.outputStream);
}

export const HEX = {
  tea: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1',
  pot: 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb2',
  cup: 'ccccccccccccccccccccccccccccccc3',
} as const;

export const ID = {
  tea: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaa1',
  pot: 'bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbb2',
  cup: 'cccccccc-cccc-cccc-cccc-ccccccccccc3',
} as const;

/** Three pages: Tea holds Pot, and Cup, beside them, links to both. */
export function teaExport(
  cup = `# Cup\n\nFill it from [the pot](Tea%20${HEX.tea}/Pot%20${HEX.pot}.md) with [tea](https://www.notion.so/${HEX.tea}).\n`,
): Promise<Buffer> {
  return zipOf({
    [`Tea ${HEX.tea}.md`]: `# Tea\n\n[Pot](Tea%20${HEX.tea}/Pot%20${HEX.pot}.md)\n`,
    [`Tea ${HEX.tea}/Pot ${HEX.pot}.md`]: '# Pot\n\nWarm it first.\n',
    [`Cup ${HEX.cup}.md`]: cup,
  });
}
