/**
 * The policy of every page: nothing from anywhere but this origin, nothing inline.
 * @param frame_ancestors origins that may frame the page; none by default
 */
export function contentSecurityPolicy(frame_ancestors: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${frame_ancestors.length > 0 ? frame_ancestors.join(' ') : "'none'"}`,
  ].join('; ');
}

/** The API's documentation comes from a library that styles inline; no other page may. */
export const DOCS_POLICY = contentSecurityPolicy().replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

/** On every answer. `no-referrer`, because an embed's address is a secret. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy(),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};
