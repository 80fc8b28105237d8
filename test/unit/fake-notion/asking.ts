import type { FakeNotionOptions } from '../../fake-notion/server.js';
import { FakeNotion } from '../../fake-notion/server.js';

/** Untyped JSON, as a client reads it: the expectation is the check. */
export type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: Json;
}

const open = new Set<FakeNotion>();

/** Without a limit unless the test is about it; stopped by `stopAll`. */
export async function startFake(options: FakeNotionOptions): Promise<FakeNotion> {
  const fake = await FakeNotion.start({ rate: null, ...options });
  open.add(fake);
  return fake;
}

export async function stopAll(): Promise<void> {
  for (const fake of open) await fake.stop();
  open.clear();
}

/** One request as a well-behaved client sends it, by plain fetch: what the fake says is seen as it is. */
export async function ask(
  fake: FakeNotion,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const sent: Record<string, string> = {
    authorization: `Bearer ${fake.token}`,
    'notion-version': '2026-03-11',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  };
  const answer = await fetch(fake.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== '')),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    redirect: 'manual',
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: parsed(text) };
}

/** Every result of a paginated list. */
export async function askAll(fake: FakeNotion, path: string, body?: Record<string, unknown>): Promise<Json[]> {
  const results: Json[] = [];
  let start_cursor: string | null = null;
  do {
    const separator = path.includes('?') ? '&' : '?';
    const { body: part }: Answer =
      body === undefined
        ? await ask(fake, start_cursor === null ? path : `${path}${separator}start_cursor=${start_cursor}`)
        : await ask(fake, path, start_cursor === null ? body : { ...body, start_cursor });
    results.push(...part.results);
    start_cursor = part.next_cursor;
  } while (start_cursor !== null);
  return results;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
