import { describe, expect, it } from '@jest/globals';
import { ConfigError, isLoopback, readConfig } from '../../../src/platform/config/config.js';
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
});
