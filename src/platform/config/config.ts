import { z } from 'zod';

const flag = z.enum(['on', 'off']);
const url = z.url({ protocol: /^https?$/ });
const count = (what: string, byDefault: number, max: number) =>
  z.coerce.number().int().min(1).max(max).default(byDefault).describe(what);

/**
 * Every environment variable, its form, default and meaning. interface.md promises the names; `.env.example` is made
 * from this table. Variables of parts that are not built yet are not in it: a setting that does nothing is a lie.
 */
export const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('Port to listen on.'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on. AUTH=local needs a loopback address.'),
  PUBLIC_URL: url.optional().describe('Where browsers reach the server. Default: http://HOST:PORT.'),
  ROLE: z
    .enum(['all', 'web', 'worker'])
    .default('all')
    .describe('What this process does: web answers requests, worker runs imports, all does both.'),
  DATA_DIR: z.string().min(1).default('./data').describe('Folder of the embedded store, uploads and local secrets.'),
  AUTH: z
    .enum(['local', 'password', 'notion'])
    .optional()
    .describe(
      'local: one user, no login, loopback only. password: one user on any HOST. notion: many users, who log in with Notion. Default: notion where NOTION_CLIENT_ID is set, else local.',
    ),
  NOTION_API_URL: url.default('https://api.notion.com').describe('Where Notion’s API is.'),
  NOTION_CLIENT_ID: z.string().min(1).optional().describe('OAuth client of a public Notion integration.'),
  NOTION_CLIENT_SECRET: z.string().min(1).optional().describe('Its secret.'),
  NOTION_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Token of an internal Notion integration: with AUTH=local or password its workspace is connected at start.',
    ),
  NOTION_WEBHOOK_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe('Verification token of the webhook subscription in Notion’s developer portal.'),
  NOTION_REQUESTS_PER_MINUTE: count('Requests a connection may send in 60 seconds.', 180, 100_000),
  TOKEN_KEYS: z
    .string()
    .regex(
      /^[\w-]+:[A-Za-z0-9+/]{43}=(?:,[\w-]+:[A-Za-z0-9+/]{43}=)*$/,
      'must be kid:base64 of 32 bytes, comma-separated',
    )
    .optional()
    .describe('Keys that encrypt Notion tokens; the first one encrypts. Default: made once and kept in DATA_DIR.'),
  ADMIN_EMAILS: z
    .string()
    .optional()
    .describe('E-mail addresses, comma-separated, whose users become admins at their first login.'),
  ADMIN_PASSWORD_HASH: z
    .string()
    .regex(
      /^scrypt:\d+:\d+:\d+:[A-Za-z0-9+/=_-]+:[A-Za-z0-9+/=_-]+$/,
      'must be made by `./bin/notion-graph admin hash-password`',
    )
    .optional()
    .describe('With AUTH=password: made by `./bin/notion-graph admin hash-password`.'),
  SESSION_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe('Signs sessions. Default: made once and kept in DATA_DIR.'),
  METRICS_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('Bearer token for /metrics; needed there where HOST is not loopback.'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least level that is logged.'),
  SAMPLE: flag.default('on').describe('Import the sample workspace at the first start.'),
  UPLOAD_MAX_MB: z.coerce.number().int().min(1).max(51_200).default(2_048).describe('Largest upload, in megabytes.'),
  SESSION_DAYS: count('How many days a login lasts.', 30, 365),
});

/** Promised by interface.md for parts that are not built yet: seen, they are warned of, not obeyed. */
const NOT_YET = [
  'MONGODB_URL',
  'REDIS_URL',
  'REDIS_CACHE_URL',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'STRIPE_PRICE_ID',
  'STRIPE_API_URL',
  'PAYMENTS',
  'SMTP_URL',
  'POSTHOG_KEY',
  'POSTHOG_URL',
];

type Environment = z.infer<typeof environmentSchema>;

export interface Config {
  port: number;
  host: string;
  /** Whether HOST is a loopback address: `AUTH=local` and open metrics need that. */
  loopback: boolean;
  /** Null until the port is known, which it is not with PORT=0. */
  public_url: string | null;
  runs_web: boolean;
  runs_jobs: boolean;
  data_dir: string;
  auth: 'local' | 'password' | 'notion';
  /** Without a slash at its end. */
  notion_api_url: string;
  notion_client: { id: string; secret: string } | null;
  notion_token: string | null;
  notion_webhook_secret: string | null;
  notion_requests_per_minute: number;
  /** The first one encrypts. Null: a key of our own in DATA_DIR. */
  token_keys: { kid: string; key: string }[] | null;
  /** Lower-case. */
  admin_emails: string[];
  admin_password_hash: string | null;
  session_secret: string | null;
  session_days: number;
  metrics_token: string | null;
  log_level: Environment['LOG_LEVEL'];
  sample: boolean;
  upload_max_bytes: number;
  /** Variables that are set but that this version does not know what to do with. */
  not_yet: string[];
}

export const CONFIG = Symbol('CONFIG');

/** The environment does not validate; `problems` names every wrong or missing variable, one a line. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration does not validate:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** `127.0.0.0/8`, `::1` and `localhost`. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare);
}

/**
 * Reads and checks the environment as a whole: all problems are reported at once.
 * An empty variable counts as absent, as compose files and shells leave them.
 * @throws ConfigError
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  problems.push(...crossChecks(given));
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST.replace(/^\[|\]$/g, ''),
    loopback: isLoopback(env.HOST),
    public_url:
      env.PUBLIC_URL?.replace(/\/+$/, '') ?? (env.PORT === 0 ? null : `http://${hostInUrl(env.HOST)}:${env.PORT}`),
    runs_web: env.ROLE !== 'worker',
    runs_jobs: env.ROLE !== 'web',
    data_dir: env.DATA_DIR,
    auth: env.AUTH ?? (env.NOTION_CLIENT_ID === undefined ? 'local' : 'notion'),
    ...notionSettings(env),
    admin_password_hash: env.ADMIN_PASSWORD_HASH ?? null,
    session_secret: env.SESSION_SECRET ?? null,
    session_days: env.SESSION_DAYS,
    metrics_token: env.METRICS_TOKEN ?? null,
    log_level: env.LOG_LEVEL,
    sample: env.SAMPLE === 'on',
    upload_max_bytes: env.UPLOAD_MAX_MB * 1024 * 1024,
    not_yet: NOT_YET.filter((name) => name in given),
  };
}

function notionSettings(env: Environment) {
  return {
    notion_api_url: env.NOTION_API_URL.replace(/\/+$/, ''),
    notion_client:
      env.NOTION_CLIENT_ID !== undefined && env.NOTION_CLIENT_SECRET !== undefined
        ? { id: env.NOTION_CLIENT_ID, secret: env.NOTION_CLIENT_SECRET }
        : null,
    notion_token: env.NOTION_TOKEN ?? null,
    notion_webhook_secret: env.NOTION_WEBHOOK_SECRET ?? null,
    notion_requests_per_minute: env.NOTION_REQUESTS_PER_MINUTE,
    token_keys: env.TOKEN_KEYS === undefined ? null : tokenKeys(env.TOKEN_KEYS),
    admin_emails: (env.ADMIN_EMAILS ?? '')
      .split(',')
      .map((email) => email.trim().toLowerCase())
      .filter((email) => email !== ''),
  };
}

/** What no single variable can know. Looked at beside the schema, so that one start names everything that is wrong. */
function crossChecks(given: Record<string, string | undefined>): string[] {
  const problems: string[] = [];
  const auth = given['AUTH'] ?? (given['NOTION_CLIENT_ID'] ? 'notion' : 'local');
  const host = given['HOST'] ?? '127.0.0.1';
  if (auth === 'local' && !isLoopback(host)) {
    problems.push(
      `HOST: AUTH=local has no login and answers on loopback only. Set HOST=127.0.0.1, or AUTH=password to serve ${host}`,
    );
  }
  if (auth === 'password' && !given['ADMIN_PASSWORD_HASH']) {
    problems.push('ADMIN_PASSWORD_HASH: AUTH=password needs it. Make it with `./bin/notion-graph admin hash-password`');
  }
  if (auth === 'notion' && !(given['NOTION_CLIENT_ID'] && given['NOTION_CLIENT_SECRET'])) {
    problems.push(
      'NOTION_CLIENT_ID, NOTION_CLIENT_SECRET: AUTH=notion needs both, from https://www.notion.so/profile/integrations',
    );
  }
  problems.push(...tokenKeyProblems(given['TOKEN_KEYS'] ?? ''));
  if ((given['ROLE'] ?? 'all') !== 'all') {
    problems.push('ROLE: the embedded store belongs to one process. Use ROLE=all');
  }
  return problems;
}

function tokenKeyProblems(text: string): string[] {
  const kids = tokenKeys(text).map(({ kid }) => kid);
  const problems: string[] = [];
  if (new Set(kids).size < kids.length) problems.push('TOKEN_KEYS: every key needs a kid of its own');
  if (kids.includes('local'))
    problems.push('TOKEN_KEYS: the kid `local` is that of the key in DATA_DIR. Choose another');
  return problems;
}

function tokenKeys(text: string): { kid: string; key: string }[] {
  return text.split(',').map((pair) => {
    const [kid = '', key = ''] = pair.split(':');
    return { kid, key };
  });
}

function hostInUrl(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
