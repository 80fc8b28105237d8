import { sendJson } from './http-client.js';

export interface Route {
  /** Upper case. */
  method: string;
  /** Its pattern, with parameters in braces. */
  pattern: string;
  /** With an id that is nobody's in the place of every parameter. */
  path: string;
  responses: Record<string, { content?: Record<string, { schema?: object }> }>;
}

type Paths = Record<string, Record<string, Pick<Route, 'responses'>>>;

/** Every route that the server documents. */
export async function documentedRoutes(base: string): Promise<Route[]> {
  const { paths } = await sendJson<{ paths: Paths }>(base, '/api/docs-json');
  return Object.entries(paths).flatMap(([pattern, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({
      method: method.toUpperCase(),
      pattern,
      path: pattern.replace(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000'),
      responses,
    })),
  );
}
