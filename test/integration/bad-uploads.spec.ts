/** What is refused at the door: one clear error each, the process lives, and nothing is left of it. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../e2e/start-app.js';
import { send, sendJson, upload } from './http-client.js';
import { teaExport, zipOf } from './zip-of.js';

let app: RunningApp;
let tmp: string;

beforeAll(async () => {
  tmp = await mkdtemp(join(tmpdir(), 'notion-graph-test-tmp-'));
  app = await startApp({ env: { SAMPLE: 'off', TMPDIR: tmp, UPLOAD_MAX_MB: '1' } });
});
afterAll(async () => {
  await app.stop();
  await rm(tmp, { recursive: true, force: true });
});

async function left(): Promise<object> {
  const { graphs } = await sendJson<{ graphs: unknown[] }>(app.url, '/api/v1/graphs');
  const { imports } = await sendJson<{ imports: unknown[] }>(app.url, '/api/v1/imports');
  const temporary = [...(await readdir(tmp)), ...(await readdir(join(app.data_dir, 'tmp')).catch(() => []))];
  return { graphs, imports, uploads: await readdir(join(app.data_dir, 'blobs')), temporary };
}
afterEach(async () => {
  expect(await left()).toEqual({ graphs: [], imports: [], uploads: [], temporary: [] });
  expect((await send(app.url, '/health/ready')).status).toBe(200);
});

async function refusal(zip: Buffer): Promise<[status: number, code: unknown]> {
  const answer = await upload(app.url, zip);
  const { code, detail } = JSON.parse(answer.text) as { code: unknown; detail: string };
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(detail.length).toBeGreaterThan(10);
  return [answer.status, code];
}

it('a file that is no zip', async () => {
  expect(await refusal(Buffer.from('This is not a zip, whatever its name says.'))).toEqual([422, 'export_not_zip']);
  expect(await refusal(Buffer.alloc(0))).toEqual([422, 'export_not_zip']);
});

it('a zip that is cut short', async () => {
  const zip = await teaExport();
  expect(await refusal(zip.subarray(0, zip.length - 30))).toEqual([422, 'export_truncated']);
  expect(await refusal(zip.subarray(0, 60))).toEqual([422, 'export_truncated']);
});

it('an encrypted zip', async () => {
  const zip = await teaExport();
  // Bit 0 of the general purpose flags: local headers at +6, central ones at +8 (APPNOTE 4.4.4).
  for (let at = 0; at < zip.length - 10; at++) {
    if (zip.readUInt32LE(at) === 0x04034b50) zip.writeUInt16LE(zip.readUInt16LE(at + 6) | 1, at + 6);
    if (zip.readUInt32LE(at) === 0x02014b50) zip.writeUInt16LE(zip.readUInt16LE(at + 8) | 1, at + 8);
  }
  expect(await refusal(zip)).toEqual([422, 'export_encrypted']);
});

it('a zip without a Notion page', async () => {
  expect(await refusal(await zipOf({ 'photo.png': 'x', 'notes.txt': 'y' }))).toEqual([422, 'export_no_pages']);
});

it('a name that leads outside', async () => {
  const zip = await zipOf({ 'aa/evil.md': '# Evil' });
  const name = Buffer.from('../evil.md');
  for (let at = zip.indexOf('aa/evil.md'); at >= 0; at = zip.indexOf('aa/evil.md', at + 1)) name.copy(zip, at);
  expect(await refusal(zip)).toEqual([422, 'export_unsafe_name']);
});

it('a bomb', async () => {
  // 600 MB of nothing in 0.6 MB.
  const huge = 600 * 1024 * 1024;
  expect(deflateRawSync(Buffer.alloc(1024 * 1024)).length * 600).toBeLessThan(1024 * 1024);
  expect(await refusal(await zipOf({ 'Bomb aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1.md': '\0'.repeat(huge / 2) }))).toEqual([
    422,
    'export_bomb',
  ]);
});

it('an upload that is too large, said at once or found out', async () => {
  const large = Buffer.alloc(1_200_000, 'x');
  expect(await refusal(large)).toEqual([413, 'upload_too_large']);
  const chunked = await new Promise<string>((resolve, reject) => {
    const { hostname, port, host } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)));
    const part = `--b\r\ncontent-disposition: form-data; name="file"; filename="a.zip"\r\n\r\n`;
    socket.write(
      `POST /api/v1/imports HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\ncontent-type: multipart/form-data; boundary=b\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    for (const piece of [part, 'x'.repeat(1_200_000), '\r\n--b--\r\n'])
      socket.write(`${piece.length.toString(16)}\r\n${piece}\r\n`);
    socket.write('0\r\n\r\n');
  });
  expect(chunked).toContain('HTTP/1.1 413');
  expect(chunked).toContain('"upload_too_large"');
});

it('an upload without its file, and multipart that is none', async () => {
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  const post = (body: string) => send(app.url, '/api/v1/imports', { method: 'POST', headers, body });
  expect((await post('--b\r\ncontent-disposition: form-data; name="other"\r\n\r\nx\r\n--b--\r\n')).status).toBe(400);
  expect((await post('garbage')).status).toBe(400);
  expect((await post('--b\r\ncontent-disposition: form-data; name="file"; filename="a.zip"\r\n\r\nPK')).status).toBe(
    400,
  );
});

it('an upload that breaks off in the middle', async () => {
  const { hostname, port, host } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `POST /api/v1/imports HTTP/1.1\r\nhost: ${host}\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 500000\r\n\r\n` +
      `--b\r\ncontent-disposition: form-data; name="file"; filename="a.zip"\r\n\r\nPK${'x'.repeat(50_000)}`,
  );
  await uploadsAre(1);
  socket.destroy();
  await uploadsAre(0);
});

/** The server notices when it notices. A request between two looks lets it. */
async function uploadsAre(count: number): Promise<void> {
  for (let looks = 0; looks < 2_000; looks++) {
    if ((await readdir(join(app.data_dir, 'blobs'))).length === count) return;
    await send(app.url, '/health/live');
  }
  throw new Error(`there are not ${count} uploads`);
}
