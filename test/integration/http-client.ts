/** Requests over a real port, with every header as the test wants it: fetch forbids forging Host, Origin and the like. */
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

interface Options {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export function send(base: string, path: string, options: Options = {}): Promise<Answer> {
  const url = new URL(path, base);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: url.hostname,
        port: url.port,
        path: url.pathname + url.search,
        method: options.method ?? 'GET',
        setHost: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          });
        });
      },
    );
    request.on('error', reject);
    const headers = { host: url.host, ...options.headers };
    for (const [name, value] of Object.entries(headers)) if (value !== '') request.setHeader(name, value);
    if (options.body !== undefined) request.setHeader('content-length', Buffer.byteLength(options.body));
    request.end(options.body);
  });
}

/** A JSON answer; its shape is the test's business. */
export async function sendJson<T>(
  base: string,
  path: string,
  options: Options & { json?: unknown } = {},
): Promise<T & { status_code: number }> {
  const { json, ...rest } = options;
  const answer = await send(base, path, {
    ...rest,
    ...(json === undefined
      ? {}
      : { body: JSON.stringify(json), headers: { 'content-type': 'application/json', ...rest.headers } }),
  });
  return { ...(answer.text === '' ? {} : (JSON.parse(answer.text) as T)), status_code: answer.status } as T & {
    status_code: number;
  };
}

/** Uploads a zip as a browser does. */
export function upload(
  base: string,
  zip: Buffer,
  fields: Record<string, string> = {},
  file_name = 'export.zip',
): Promise<Answer> {
  const boundary = '----notion-graph-test';
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries(fields)) {
    parts.push(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`));
  }
  parts.push(
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file_name}"\r\ncontent-type: application/zip\r\n\r\n`,
    ),
    zip,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  );
  return send(base, '/api/v1/imports', {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat(parts),
  });
}
