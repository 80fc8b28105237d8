/**
 * The fake Notion, started by hand: `npx tsx test/fake-notion/main.ts --pages 300 --seed 7 --port 4100`.
 * README.md beside it says what for.
 */
import { parseArgs } from 'node:util';
import { countWorkspace } from './counts.js';
import { expectedGraph } from './expected.js';
import { generateWorkspace } from './generate.js';
import { FakeNotion } from './server.js';

const { values } = parseArgs({
  options: {
    pages: { type: 'string', default: '300' },
    seed: { type: 'string', default: '7' },
    port: { type: 'string', default: '4100' },
    token: { type: 'string', default: 'ntn_fake' },
    'client-id': { type: 'string', default: 'fake-client' },
    'client-secret': { type: 'string', default: 'fake-secret' },
    'requests-per-minute': { type: 'string', default: '180' },
    'time-scale': { type: 'string', default: '1' },
    latency: { type: 'string', default: '0' },
    comments: { type: 'boolean', default: false },
  },
});

const workspace = generateWorkspace({
  pages: numberOf('pages'),
  seed: numberOf('seed'),
  comments: values.comments,
});
const fake = await FakeNotion.start({
  workspace,
  port: numberOf('port'),
  token: values.token,
  seed: numberOf('seed'),
  time_scale: numberOf('time-scale'),
  latency_ms: numberOf('latency'),
  rate: { requests_per_window: numberOf('requests-per-minute') },
  oauth: { client_id: values['client-id'], client_secret: values['client-secret'] },
});
const counts = countWorkspace(workspace);
const expected = expectedGraph(workspace, { comments: values.comments });

console.log(`Fake Notion: ${fake.url}
A complete import finds ${expected.nodes.length} nodes (${counts.pages} pages, ${counts.databases} databases) and ${expected.links.length} links.

With the token of an internal connection:
  NOTION_API_URL=${fake.url} NOTION_TOKEN=${fake.token} npm start
With login through OAuth:
  NOTION_API_URL=${fake.url} NOTION_CLIENT_ID=${fake.oauth.client_id} NOTION_CLIENT_SECRET=${fake.oauth.client_secret} npm start

Ctrl+C stops it.`);

process.on('SIGINT', () => {
  void fake.stop().then(() => process.exit(0));
});

function numberOf(name: 'pages' | 'seed' | 'port' | 'requests-per-minute' | 'time-scale' | 'latency'): number {
  const number = Number(values[name]);
  if (Number.isFinite(number)) return number;
  console.error(`--${name} takes a number, not "${values[name]}".`);
  process.exit(2);
}
