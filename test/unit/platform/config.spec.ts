import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, environmentSchema, isLoopback, readConfig } from '../../../src/platform/config/config.js';
import { envExample } from '../../../src/platform/config/env-example.js';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('configuration', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      auth: 'local',
      sample: true,
      public_url: 'http://127.0.0.1:3000',
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(readConfig({ PORT: '', AUTH: '', SAMPLE: '' })).toEqual(readConfig({}));
  });

  it('names every problem at once, those of one variable and those between two', () => {
    const problems = problemsOf({
      PORT: '70000',
      SESSION_SECRET: 'short',
      AUTH: 'password',
      PUBLIC_URL: 'ftp://x',
      ROLE: 'web',
    });
    for (const name of ['PORT', 'SESSION_SECRET', 'PUBLIC_URL', 'ADMIN_PASSWORD_HASH', 'ROLE']) {
      expect(problems.filter((problem) => problem.startsWith(`${name}: `))).toHaveLength(1);
    }
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.com'])('does not serve %s without a login', (HOST) => {
    expect(problemsOf({ HOST })).toEqual([expect.stringContaining('HOST: AUTH=local')]);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.8.8', true],
    ['localhost', true],
    ['[::1]', true],
    ['127.0.0.1.evil.example', false],
    ['1270.0.0.1', false],
    ['localhost.evil.example', false],
    ['', false],
  ])('tells whether %s is loopback', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });

  it('writes an example that is its own defaults', () => {
    const lines = envExample()
      .split('\n')
      .filter((line) => line.startsWith('#') && line.includes('='));
    const environment = Object.fromEntries(
      lines.filter((line) => /^#[A-Z_]+=/.test(line)).map((line) => line.slice(1).split('=', 2) as [string, string]),
    );
    expect(Object.keys(environment)).toEqual(expect.arrayContaining(['PORT', 'DATA_DIR', 'AUTH', 'METRICS_TOKEN']));
    expect(readConfig(environment)).toEqual(readConfig({}));
  });

  it('has every variable in the .env.example that is committed', async () => {
    expect(await readFile(new URL('../../../.env.example', import.meta.url), 'utf8')).toBe(envExample());
    for (const name of Object.keys(environmentSchema.shape))
      expect(envExample()).toMatch(new RegExp(`^#${name}=`, 'm'));
  });

  it('knows every variable that is promised, to obey it or to say that it cannot yet', () => {
    const promised =
      'PORT HOST PUBLIC_URL ROLE DATA_DIR MONGODB_URL REDIS_URL REDIS_CACHE_URL NOTION_API_URL NOTION_CLIENT_ID ' +
      'NOTION_CLIENT_SECRET NOTION_TOKEN NOTION_WEBHOOK_SECRET NOTION_REQUESTS_PER_MINUTE AUTH ADMIN_PASSWORD_HASH ' +
      'SESSION_SECRET TOKEN_KEYS STRIPE_SECRET_KEY STRIPE_WEBHOOK_SECRET STRIPE_PRICE_ID STRIPE_API_URL PAYMENTS ' +
      'SMTP_URL POSTHOG_KEY POSTHOG_URL ADMIN_EMAILS METRICS_TOKEN LOG_LEVEL SAMPLE';
    for (const name of promised.split(' ')) {
      if (name in environmentSchema.shape) continue;
      expect(readConfig({ [name]: 'x' }).not_yet).toEqual([name]);
    }
  });

  it('knows the address that it shares, unless that is known only once it listens', () => {
    expect(readConfig({ PORT: '8080', HOST: '::1' }).public_url).toBe('http://[::1]:8080');
    expect(readConfig({ PORT: '8080', HOST: '[::1]' }).public_url).toBe('http://[::1]:8080');
    expect(readConfig({ PUBLIC_URL: 'https://graph.example.com//' }).public_url).toBe('https://graph.example.com');
    expect(readConfig({ PORT: '0' }).public_url).toBeNull();
  });

  it.each([
    { PORT: '-1' },
    { PORT: '3000.5' },
    { PORT: '0x10000' },
    { AUTH: 'none' },
    { SAMPLE: 'true' },
    { LOG_LEVEL: 'INFO' },
    { UPLOAD_MAX_MB: '0' },
    { SESSION_DAYS: '0' },
    { METRICS_TOKEN: 'short' },
    { SESSION_SECRET: 'x'.repeat(31) },
    { PUBLIC_URL: 'graph.example.com' },
    { PUBLIC_URL: 'javascript:alert(1)' },
  ])('refuses %j, and does not repeat a secret', (environment) => {
    const [[name, value] = ['', '']] = Object.entries(environment);
    const problems = problemsOf(environment);
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
    if (/SECRET|TOKEN/.test(name)) expect(problems.join()).not.toContain(value);
  });
});
