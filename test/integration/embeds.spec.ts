/** Embeds: a graph for whoever holds an address, and no more of it than its owner said. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { documentedRoutes } from './documented-routes.js';
import { eventually } from './eventually.js';
import { type Answer, send, sendJson } from './http-client.js';
import { type GraphData, graphData, importZip } from './import-zip.js';
import { PAGE, SENTENCE, smallWorkspace } from './small-workspace.js';
import { HEX, ID, zipOf } from './zip-of.js';

interface Embed {
  status_code: number;
  id: string;
  url: string;
  options: Record<string, unknown>;
  /** Path of its reads. */
  api: string;
  /** Path of its page. */
  page: string;
}

/** As a stranger on another site comes by: through the operator's proxy, with no session. */
const STRANGER = { host: 'graph.example.com', 'x-forwarded-for': '203.0.113.7', 'sec-fetch-site': 'cross-site' };
const FILES = ['columns', 'gexf', 'graphml', 'csv', 'csv-nodes', 'html'];
const READS = [
  '',
  '/data',
  '/data?format=d3&limit=3&order=importance',
  '/search?q=o',
  `/pages/${PAGE.pour}`,
  `/pages/${PAGE.boil}`,
  `/pages/${PAGE.boil}/backlinks`,
  `/links/${PAGE.pour}/${PAGE.boil}`,
  `/nodes/${PAGE.boil}/neighbourhood?depth=3`,
];

let app: RunningApp;
let graph_id: string;
let connection_id: string;

beforeAll(async () => {
  app = await startApp({ env: { SAMPLE: 'off', LOG_LEVEL: 'trace' } });
  ({ graph_id, connection_id } = await importZip(app.url, await smallWorkspace()));
});
afterAll(() => app.stop());

async function create(options?: object, of = graph_id): Promise<Embed> {
  const made = await sendJson<Omit<Embed, 'api' | 'page'>>(app.url, `/api/v1/graphs/${of}/embeds`, {
    method: 'POST',
    ...(options ? { json: options } : {}),
  });
  const page = made.status_code === 201 ? new URL(made.url).pathname : '';
  return { ...made, page, api: `/api/v1/embeds/${page.split('/').at(-1) ?? ''}` };
}
const read = (path: string): Promise<Answer> => send(app.url, path, { headers: STRANGER });

describe('making one', () => {
  it('needs nothing but the graph', async () => {
    const options = {
      evidence: false,
      properties: false,
      urls: true,
      download: false,
      theme: 'auto',
      domains: [],
      expires_at: null,
    };
    for (const made of [await create(), await create({})]) {
      expect(made).toMatchObject({ status_code: 201, options });
      expect(made.url).toMatch(new RegExp(`^${app.url}/embed/[\\w-]{22}$`));
    }
  });

  it('keeps what is asked for, and lists it without the address', async () => {
    const asked = { evidence: true, urls: false, download: true, theme: 'dark', expires_at: '2999-01-01T00:00:00Z' };
    const made = await create({ ...asked, domains: ['Wiki.Example.com', 'https://*.example.org:8443'] });
    const options = { ...asked, domains: ['https://wiki.example.com', 'https://*.example.org:8443'] };
    expect(made.options).toMatchObject(options);
    const listed = await send(app.url, `/api/v1/graphs/${graph_id}/embeds`);
    const { embeds } = JSON.parse(listed.text) as { embeds: { id: string }[] };
    expect(embeds.find(({ id }) => id === made.id)).toMatchObject({ options, created_at: expect.any(String) });
    expect(listed.text).not.toContain(made.page.split('/').at(-1));
    // What its reader hears of the options is what the page needs, not who else may frame it.
    expect((await read(made.api)).text).not.toContain('example.com');
  });

  it.each([
    { evidence: 'yes' },
    { theme: 'pink' },
    { expires_at: 'tomorrow' },
    { domains: ['*'] },
    { domains: ['http://wiki.example.com'] },
    { domains: ['wiki.example.com; script-src *'] },
    { domains: ['wiki.example.com other.example.com'] },
    { domains: ['wiki.example.com/path'] },
    { domains: ["'unsafe-inline'"] },
    { domains: 'wiki.example.com' },
  ])('refuses what it does not understand: %j', async (options) => {
    expect(await create(options)).toMatchObject({ status_code: 400, code: 'validation_failed' });
  });

  it('is for a graph of one’s own', async () => {
    expect(await create({}, '00000000-0000-4000-8000-000000000000')).toMatchObject({ status_code: 404 });
  });

  it('gives an address under PUBLIC_URL', async () => {
    const behind = await startApp({ env: { PUBLIC_URL: 'https://graph.example.com/' } });
    try {
      const { graphs } = await sendJson<{ graphs: { id: string }[] }>(behind.url, '/api/v1/graphs');
      const made = await sendJson<Embed>(behind.url, `/api/v1/graphs/${graphs[0]?.id ?? ''}/embeds`, {
        method: 'POST',
      });
      expect(made.url).toMatch(/^https:\/\/graph\.example\.com\/embed\/[\w-]{22}$/);
    } finally {
      await behind.stop();
    }
  });
});

describe('reading one', () => {
  it('has every read that the owner has', async () => {
    const routes = (await documentedRoutes(app.url)).filter(({ method }) => method === 'GET');
    const under = (prefix: string) =>
      routes
        .filter(({ pattern }) => pattern.startsWith(`${prefix}/`))
        .map(({ pattern }) => pattern.slice(prefix.length))
        .sort();
    const owners = under('/api/v1/graphs/{id}').filter((path) => path !== '/embeds');
    expect(owners.length).toBeGreaterThanOrEqual(6);
    expect(under('/api/v1/embeds/{token}')).toEqual(owners);
  });

  it('needs no session, stores nothing, and is asked for anew each time', async () => {
    const { api, page } = await create();
    for (const path of [page, ...READS.map((path) => api + path)]) {
      const { status, headers } = await read(path);
      expect({ path, status }).toEqual({ path, status: 200 });
      expect(headers['set-cookie']).toBeUndefined();
      expect(headers['cache-control']).toBe('private, no-cache');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
    const { headers } = await read(`${api}/data`);
    const again = await send(app.url, `${api}/data`, {
      headers: { ...STRANGER, 'if-none-match': headers.etag ?? '' },
    });
    expect([again.status, again.text, again.headers['cache-control']]).toEqual([304, '', 'private, no-cache']);
  });

  it('says the same as the owner’s read, but for what its options keep back', async () => {
    const { api } = await create();
    expect(JSON.parse((await read(`${api}/data`)).text)).toEqual(
      JSON.parse((await send(app.url, `/api/v1/graphs/${graph_id}/data`)).text),
    );
  });

  it('shows no sentence unless it is allowed, in no read and no file', async () => {
    const closed = await create({ download: true });
    for (const path of [...READS, ...FILES.map((format) => `/data?format=${format}`)])
      expect((await read(closed.api + path)).text).not.toContain('boil it well');
    const open = await create({ evidence: true });
    for (const path of [`/pages/${PAGE.pour}`, `/pages/${PAGE.boil}/backlinks`, `/links/${PAGE.pour}/${PAGE.boil}`])
      expect((await read(open.api + path)).text).toContain(SENTENCE);
  });

  it('shows no address where they are hidden, in no read and no file', async () => {
    const { api } = await create({ urls: false, evidence: true, download: true });
    for (const path of [...READS, ...FILES.map((format) => `/data?format=${format}`)]) {
      const { status, text } = await read(api + path);
      expect({ path, status, found: /notion\.so[^"<]{0,40}/.exec(text)?.[0] }).toEqual({ path, status: 200 });
    }
    const { nodes } = JSON.parse((await read(`${api}/data`)).text) as GraphData;
    expect(nodes.map(({ url }) => url)).toEqual(nodes.map(() => null));
    // They are there to hide.
    expect((await graphData(app.url, graph_id)).nodes[0]?.url).toContain('notion.so');
  });

  it('is a map and no file unless downloading is allowed', async () => {
    const closed = await create();
    const open = await create({ download: true });
    for (const format of FILES) {
      const refused = await read(`${closed.api}/data?format=${format}`);
      expect([refused.status, JSON.parse(refused.text)]).toEqual([403, expect.objectContaining({ code: 'forbidden' })]);
      expect((await read(`${open.api}/data?format=${format}`)).status).toBe(200);
    }
    expect((await read(`${closed.api}/data?format=d3`)).status).toBe(200);
  });
});

it('hides an address that a sentence spells out, too', async () => {
  const made = await importZip(
    app.url,
    await zipOf({
      [`Cup ${HEX.cup}.md`]: `# Cup\n\nRead https://www.notion.so/${HEX.tea} before that.\n`,
      [`Tea ${HEX.tea}.md`]: '# Tea\n',
    }),
  );
  const why = async (options: object) =>
    (await read(`${(await create(options, made.graph_id)).api}/links/${ID.cup}/${ID.tea}`)).text;
  expect(await why({ evidence: true })).toContain('before that');
  const hidden = await why({ evidence: true, urls: false });
  expect(hidden).toContain('before that');
  expect(hidden).not.toContain('notion.so');
  expect(hidden).not.toContain(HEX.tea);
});

describe('an embed of a part', () => {
  let api: string;
  let saved: string;
  beforeAll(async () => {
    const made = await sendJson<{ id: string }>(app.url, '/api/v1/graphs', {
      method: 'POST',
      json: { name: 'Tasks', connection_id, database_ids: [PAGE.tasks] },
    });
    saved = made.id;
    await eventually(
      () => graphData(app.url, saved),
      ({ version }) => version > 0,
    );
    ({ api } = await create({ evidence: true, download: true }, saved));
  });

  it('is never widened by what is asked for', async () => {
    const names = async (query: string) =>
      (JSON.parse((await read(`${api}/data${query}`)).text) as GraphData).nodes.map(({ name }) => name).sort();
    expect(await names('')).toEqual(['Boil', 'Pour', 'Tasks']);
    expect(await names(`?root_ids=${PAGE.home}`)).toEqual([]);
    expect(await names(`?root_ids=${PAGE.tasks},${PAGE.lonely}`)).toEqual(['Boil', 'Pour', 'Tasks']);
    expect(await names(`?root_ids=${PAGE.boil}`)).toEqual(['Boil']);
  });

  it('knows nothing of the rest: no page, no link, no search, no count', async () => {
    for (const path of [
      `/pages/${PAGE.notes}`,
      `/pages/${PAGE.notes}/backlinks`,
      `/links/${PAGE.notes}/${PAGE.pour}`,
      `/nodes/${PAGE.notes}/neighbourhood`,
    ]) {
      expect((await read(api + path)).status).toBe(404);
    }
    for (const path of [
      '',
      '/search?q=Notes',
      '/search?q=Home',
      `/pages/${PAGE.pour}`,
      `/pages/${PAGE.pour}/backlinks`,
      `/nodes/${PAGE.pour}/neighbourhood?depth=9`,
      ...FILES.map((format) => `/data?format=${format}`),
    ]) {
      const { status, text } = await read(api + path);
      expect({ path, status, found: /Notes|Home|Lonely/.exec(text)?.[0] }).toEqual({ path, status: 200 });
    }
    expect(JSON.parse((await read(`${api}/pages/${PAGE.pour}`)).text)).toMatchObject({ backlinks_total: 1 });
  });

  it('ends with its graph', async () => {
    expect((await send(app.url, `/api/v1/graphs/${saved}`, { method: 'DELETE' })).status).toBe(204);
    expect([404, 410]).toContain((await read(`${api}/data`)).status);
  });
});

describe('the page', () => {
  const policy = (answer: Answer) => String(answer.headers['content-security-policy']);

  it('may be framed by Notion and by the domains it names alone, and runs nothing inline', async () => {
    const plain = await read((await create()).page);
    const named = await read((await create({ domains: ['wiki.example.com', '*.example.org'] })).page);
    const frames = (answer: Answer) => /frame-ancestors ([^;]*)/.exec(policy(answer))?.[1]?.split(' ') ?? [];
    expect(frames(plain)).toContain('https://www.notion.so');
    expect(frames(plain)).not.toContain('*');
    expect(frames(named)).toEqual([...frames(plain), 'https://wiki.example.com', 'https://*.example.org']);
    for (const answer of [plain, named]) {
      expect(answer.headers['x-frame-options']).toBeUndefined();
      expect(answer.headers['content-type']).toContain('text/html');
      expect(policy(answer)).not.toContain('unsafe');
      expect(answer.text).not.toMatch(/(?:src|href)=["']?(?:https?:)?\/\//);
    }
    // All that it loads is open to the stranger as well.
    for (const [, path = ''] of plain.text.matchAll(/(?:src|href)="(\/[^"]+)"/g))
      expect({ path, status: (await read(path)).status }).toEqual({ path, status: 200 });
  });

  it('says so where there is nothing to show, in the frame all the same', async () => {
    const revoked = await create();
    await send(app.url, `/api/v1/graphs/${graph_id}/embeds/${revoked.id}`, { method: 'DELETE' });
    for (const [path, status] of [
      [revoked.page, 410],
      ['/embed/AAAAAAAAAAAAAAAAAAAAAA', 404],
    ] as const) {
      const answer = await read(path);
      expect(answer.status).toBe(status);
      expect(answer.headers['content-type']).toContain('text/html');
      expect(policy(answer)).toContain('https://www.notion.so');
      expect(answer.headers['cache-control']).toBe('private, no-cache');
    }
  });
});

describe('the end', () => {
  it('comes at once when it is revoked, also to who has seen it before', async () => {
    const { id, api } = await create();
    const { headers } = await read(`${api}/data`);
    const path = `/api/v1/graphs/${graph_id}/embeds/${id}`;
    expect((await send(app.url, path, { method: 'DELETE' })).status).toBe(204);
    for (const suffix of READS) {
      const answer = await send(app.url, api + suffix, {
        headers: { ...STRANGER, 'if-none-match': headers.etag ?? '' },
      });
      expect([suffix, answer.status, JSON.parse(answer.text)]).toEqual([
        suffix,
        410,
        expect.objectContaining({ code: 'embed_ended' }),
      ]);
    }
    expect((await send(app.url, path, { method: 'DELETE' })).status).toBe(404);
    expect((await send(app.url, `/api/v1/graphs/${graph_id}/embeds`)).text).not.toContain(id);
  });

  it('comes when it was said to come', async () => {
    const { api } = await create({ expires_at: new Date(Date.now() + 1_500).toISOString() });
    expect((await read(`${api}/data`)).status).toBe(200);
    expect(
      await eventually(
        async () => (await read(`${api}/data`)).status,
        (status) => status !== 200,
      ),
    ).toBe(410);
  });

  it('of one is not that of another', async () => {
    const [one, other] = [await create(), await create()];
    await send(app.url, `/api/v1/graphs/${graph_id}/embeds/${one.id}`, { method: 'DELETE' });
    expect((await read(`${other.api}/data`)).status).toBe(200);
  });

  it('does not come with a newer export, nor does the older one stay behind it', async () => {
    const first = await zipOf({ [`Old ${HEX.tea}.md`]: '# Old\n', [`Cup ${HEX.cup}.md`]: '# Cup\n' });
    const made = await importZip(app.url, first);
    const { api } = await create({}, made.graph_id);
    expect((await read(`${api}/data`)).text).toContain('"Old"');
    await importZip(app.url, await zipOf({ [`Cup ${HEX.cup}.md`]: '# Cup\n' }), { connection_id: made.connection_id });
    for (const query of ['', '?v=1']) {
      const answer = await read(`${api}/data${query}`);
      expect(answer.text).not.toContain('"Old"');
      expect(answer.headers['cache-control']).not.toContain('immutable');
    }
  });
});
