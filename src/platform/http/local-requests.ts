import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../config/config.js';
import { AppError } from '../errors/app-error.js';

/**
 * What `AUTH=local` refuses (interface.md, "Environment"): there is no login, so only a request that was surely made on
 * this machine, to this machine, may be answered. A foreign Host is DNS rebinding or a proxy; a forwarding header is a
 * proxy that would hand the owner's rights to strangers.
 * @throws AppError `foreign_host`, `forwarded_request`
 */
export function refuseForeignRequest(headers: IncomingHttpHeaders): void {
  if (!hostIsLoopback(headers.host)) {
    throw new AppError('foreign_host', {
      detail:
        'Without a login this server answers only to 127.0.0.1, localhost and [::1]. Use AUTH=password to serve another host.',
    });
  }
  const forwarded = Object.keys(headers).some((name) => name === 'forwarded' || name.startsWith('x-forwarded-'));
  if (forwarded) {
    throw new AppError('forwarded_request', {
      detail: 'Without a login this server does not stand behind a proxy. Use AUTH=password to serve through one.',
    });
  }
}

/**
 * Refuses a write that another site made a browser send (interface.md): by `Sec-Fetch-Site`, or, where a browser does
 * not send that, by `Origin`. A write with neither comes from no browser and passes.
 * @throws AppError `cross_site_write`
 */
export function refuseCrossSiteWrite(method: string, headers: IncomingHttpHeaders): void {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return;
  } else {
    const origin = headers.origin;
    if (origin === undefined) return;
    if (headers.host !== undefined && hostOfOrigin(origin) === headers.host.toLowerCase()) return;
  }
  throw new AppError('cross_site_write', { detail: 'Changes are accepted from this server’s own pages only.' });
}

function hostIsLoopback(host: string | undefined): boolean {
  if (host === undefined) return false;
  const match = /^(\[[0-9a-f:]+\]|[^:/@]+)(?::\d{1,5})?$/i.exec(host);
  return match?.[1] !== undefined && isLoopback(match[1]);
}

/** `host[:port]` of an origin with its default port left out, as a Host header has it; null for `null` and nonsense. */
function hostOfOrigin(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
