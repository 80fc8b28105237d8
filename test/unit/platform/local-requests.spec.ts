import { describe, expect, it } from '@jest/globals';
import { AppError } from '../../../src/platform/errors/app-error.js';
import { refuseCrossSiteWrite, refuseForeignRequest } from '../../../src/platform/http/local-requests.js';

function codeOf(act: () => void): string | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

describe('a request to a server without a login', () => {
  it.each(['127.0.0.1', '127.0.0.1:3000', '127.1.2.3:1', 'localhost', 'LOCALHOST:3000', '[::1]', '[::1]:3000'])(
    'made to %s passes',
    (host) => {
      expect(codeOf(() => refuseForeignRequest({ host }))).toBeNull();
    },
  );

  it.each([
    undefined,
    '',
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evil.example:3000',
    'localhost@evil.example',
    'evil.example/localhost',
    'localhost:3000:3000',
    'localhost:port',
    '::1',
    '[::2]',
    '[::1].evil.example',
    '0.0.0.0',
    '10.0.0.1:3000',
    '2130706433',
    ' localhost',
    'localhost, evil.example',
  ])('made to %s is refused', (host) => {
    expect(codeOf(() => refuseForeignRequest(host === undefined ? {} : { host }))).toBe('foreign_host');
  });

  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-anything'])(
    'with %s is refused',
    (name) => {
      for (const value of ['for=127.0.0.1', ''])
        expect(codeOf(() => refuseForeignRequest({ host: 'localhost', [name]: value }))).toBe('forwarded_request');
    },
  );

  it('with a header that only sounds like it passes', () => {
    expect(codeOf(() => refuseForeignRequest({ host: 'localhost', 'x-forward': 'a', via: 'b' }))).toBeNull();
  });
});

describe('a write', () => {
  const write = (headers: Record<string, string>) => codeOf(() => refuseCrossSiteWrite('POST', headers));
  const host = 'graph.example.com';

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])('is what %s is', (method) => {
    expect(codeOf(() => refuseCrossSiteWrite(method, { 'sec-fetch-site': 'cross-site' }))).toBe('cross_site_write');
  });
  it.each(['GET', 'HEAD', 'OPTIONS'])('is not what %s is', (method) => {
    expect(codeOf(() => refuseCrossSiteWrite(method, { 'sec-fetch-site': 'cross-site', origin: 'null' }))).toBeNull();
  });

  it('is judged by Sec-Fetch-Site where there is one, whatever the Origin', () => {
    for (const site of ['same-origin', 'none'])
      expect(write({ host, 'sec-fetch-site': site, origin: 'https://evil.example' })).toBeNull();
    for (const site of ['same-site', 'cross-site', '', 'SAME-ORIGIN', 'same-origin, none'])
      expect(write({ host, 'sec-fetch-site': site, origin: `https://${host}` })).toBe('cross_site_write');
  });

  it('is judged by Origin elsewhere: the request’s own host and port, in either scheme and any case', () => {
    for (const origin of [`https://${host}`, `http://${host}`, `https://${host.toUpperCase()}`, `https://${host}:443`])
      expect(write({ host, origin })).toBeNull();
    expect(write({ host: 'localhost:3000', origin: 'http://localhost:3000' })).toBeNull();
    for (const origin of [
      'null',
      '',
      'nonsense',
      'https://evil.example',
      `https://${host}.evil.example`,
      `https://${host}:8443`,
    ])
      expect(write({ host, origin })).toBe('cross_site_write');
    for (const origin of ['http://localhost', 'http://localhost:3001', 'http://127.0.0.1:3000'])
      expect(write({ host: 'localhost:3000', origin })).toBe('cross_site_write');
    expect(write({ origin: `https://${host}` })).toBe('cross_site_write');
  });

  it('with neither comes from no browser', () => {
    expect(write({ host })).toBeNull();
  });
});
