import { zipOf } from './zip-of.js';

const HEX = {
  home: 'a0000000000000000000000000000001',
  tasks: 'a0000000000000000000000000000002',
  boil: 'a0000000000000000000000000000003',
  pour: 'a0000000000000000000000000000004',
  notes: 'a0000000000000000000000000000005',
  lonely: 'a0000000000000000000000000000006',
} as const;

export type PageName = keyof typeof HEX;

const dashed = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** Notion ids of the workspace's pages, dashed. */
export const PAGE = Object.fromEntries(Object.entries(HEX).map(([name, hex]) => [name, dashed(hex)])) as Record<
  PageName,
  string
>;

export const SENTENCE = 'Before pouring, boil it well.';

/**
 * Home holds the table Tasks, whose rows are Boil and Pour, and the page Notes; Lonely stands apart. Pour links to Boil
 * in a sentence, and Notes to Pour.
 */
export function smallWorkspace(): Promise<Buffer> {
  const home = `Home ${HEX.home}`;
  const tasks = `${home}/Tasks ${HEX.tasks}`;
  return zipOf({
    [`${home}.md`]: `# Home\n\n[Tasks](Home%20${HEX.home}/Tasks%20${HEX.tasks}.csv)\n\n[Notes](Home%20${HEX.home}/Notes%20${HEX.notes}.md)\n`,
    [`${tasks}.csv`]: '\uFEFFName,Status\nBoil,Done\nPour,Open\n',
    [`${tasks}/Boil ${HEX.boil}.md`]: '# Boil\n\nStatus: Done\n',
    [`${tasks}/Pour ${HEX.pour}.md`]: `# Pour\n\nStatus: Open\n\nBefore pouring, [boil](Boil%20${HEX.boil}.md) it well.\n`,
    [`${home}/Notes ${HEX.notes}.md`]: `# Notes\n\nHow to [pour](https://www.notion.so/${HEX.pour}).\n`,
    [`Lonely ${HEX.lonely}.md`]: '# Lonely\n',
  });
}
