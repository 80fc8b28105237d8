import { dirOf, pathOf, relativePath, type Spelling } from './file-names.js';
import { dashed, type Item, type Reference } from './workspace.js';

const SLUG = 'Some-title-with-2-words';

/** Every way in which an export spells a reference in text. Returns Markdown that stands in a sentence. */
function spelled(holder: Item, { target, draw }: Reference, spelling: Spelling): string {
  const { hex } = target;
  const path = relativePath(dirOf(holder, spelling), pathOf(target, spelling));
  const other = '0123456789abcdef0123456789abcdef';
  const ways = [
    `[the page](${path})`,
    `[the page](${path})`,
    `[the page](${path}#section)`,
    `[the page](./${path})`,
    `[the *page* with \`code\`](${path})`,
    `[![cover](cover.png)](${path})`,
    `<a href="${path.replaceAll('&', '&amp;')}">the page</a>`,
    `[the page](https://www.notion.so/${hex})`,
    `[the page](http://notion.so/${SLUG}-${hex}?pvs=21)`,
    `[the page](https://www.notion.so/team/${SLUG}-${hex}#${other})`,
    `[the page](https://www.notion.so/${dashed(hex).toUpperCase()})`,
    `[the page](https://www.notion.so/${other}?v=${other}&p=${hex}&pm=s)`,
    `[the page](https://app.notion.com/p/${SLUG}-${hex})`,
    `[the page](https://team.notion.site/${SLUG}-${hex}?v=${other})`,
    `[the page](/${hex}?pvs=4)`,
    `<https://www.notion.so/${SLUG}-${hex}>`,
    `https://www.notion.so/${SLUG}-${hex}`,
    `(notion.so/${hex})`,
    `app.notion.com/p/${hex}`,
  ];
  return ways[Math.floor(draw * ways.length)] ?? path;
}

/** The places in a page where a sentence can stand. */
const PLACES: ((sentence: string) => string)[] = [
  (s) => s,
  (s) => s,
  (s) => `## ${s}`,
  (s) => `> ${s}`,
  (s) => `- ${s}\n    - deeper\n        \n        ${s.replace(/.*/, 'nothing')}\n        `,
  (s) => `- item\n    \n    ${s}\n    \n- next`,
  (s) => `1. first\n    \n    deeper\n    \n    - [ ]  ${s}`,
  (s) => `- Toggle\n    \n    ${'text '.repeat(5)}\n    \n    ${s}\n    `,
  (s) => `<aside>\n💡 ${s}\n\n</aside>`,
  (s) => `<aside>\n💡\n\n${s}\n\n</aside>`,
  (s) => `| a | b |\n| --- | --- |\n| x | ${s} |`,
  (s) => `- [x]  ~~done~~ ${s}`,
];

export function markdownBody(holder: Item, references: readonly Reference[], spelling: Spelling): string {
  const blocks: string[] = [];
  for (const child of holder.children) {
    if (holder.kind === 'database') break;
    blocks.push(`[child](${relativePath(dirOf(holder, spelling), pathOf(child, spelling))})`);
  }
  for (const reference of references) {
    const place = PLACES[Math.floor((reference.draw * 1009) % PLACES.length)] ?? PLACES[0];
    const sentence = `It costs $5 to see ${spelled(holder, reference, spelling)} for more, or $6.`;
    blocks.push(place?.(sentence) ?? sentence);
  }
  return blocks.join('\n\n');
}

/** Things that look like links and are none, all pointing at a real page. */
export function markdownDecoys(holder: Item, target: Item, spelling: Spelling): string {
  const path = relativePath(dirOf(holder, spelling), pathOf(target, spelling));
  const url = `https://www.notion.so/${target.hex}`;
  const link = `[the page](${path})`;
  return [
    `\`\`\`js\n${link}\n\n${url}\n\`\`\``,
    `\`\`\`\`markdown\n\`\`\`\n${link}\n\`\`\`\n\n${url}\n\`\`\`\``,
    `~~~\n${link}\n\n${link}\n~~~`,
    `A paragraph.\n\n    ${link}`,
    `- item\n    \n    \`\`\`\n    ${link}\n    \n    ${url}\n    \`\`\`\n    `,
    `Inline \`${link}\` and \`\`${url} \` \`\` and <code>${link}</code>.`,
    `<pre>\n${link}\n\n<a href="${path}">x</a>\n</pre>`,
    `<!-- ${link}\n\n${url} -->`,
    `An equation $${link}$ and an image ![x](${path.replace(/\.\w+$/, '.png')}) of it.`,
    `Foreign: [x](https://example.com/${target.hex}), https://notion.so.example.com/${target.hex},`,
    `[y](https://evil-notion.so/${target.hex}) and https://example.com/?u=https://www.notion.so/${target.hex}`,
    `[z](https://www.notion.so/help/guides) [file](${target.hex}.pdf) [top](#top) [mail](mailto:a@notion.so)`,
    `Escaped \\[the page\\](${path.replaceAll(/[()]/g, '')})`,
  ].join('\n\n');
}

export const MARKDOWN_MISSING = [
  '[gone](Gone%20ffffffffffffffffffffffffffffffff.md)',
  '[gone](https://www.notion.so/ffffffffffffffffffffffffffffffff)',
  '[gone](Gone/Table%20ffffffffffffffffffffffffffffffff.csv)',
];
