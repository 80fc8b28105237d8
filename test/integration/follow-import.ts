import { get } from 'node:http';
import { createInterface } from 'node:readline';

export interface ImportNews {
  event: string;
  data: {
    id: string;
    state: string;
    phase: string;
    pages_found: number;
    pages_read: number;
    code: string | null;
    message: string | null;
    ledger: { reason: string; count: number }[];
  };
}

/** Follows an import by its server-sent events until `until` says so, or it ends. Gives everything that was heard. */
export function followImport(
  base: string,
  id: string,
  until: (news: ImportNews) => boolean = () => false,
): Promise<ImportNews[]> {
  const heard: ImportNews[] = [];
  return new Promise((resolve, reject) => {
    const request = get(new URL(`/api/v1/imports/${id}/events`, base), (response) => {
      if (response.statusCode !== 200) return reject(new Error(`events answered ${String(response.statusCode)}`));
      let event = '';
      const lines = createInterface({ input: response });
      lines.on('line', (line) => {
        if (line.startsWith('event: ')) event = line.slice(7);
        if (!line.startsWith('data: ')) return;
        const news: ImportNews = { event, data: JSON.parse(line.slice(6)) as ImportNews['data'] };
        heard.push(news);
        if (event !== 'progress' || until(news)) {
          request.destroy();
          resolve(heard);
        }
      });
      lines.on('close', () => resolve(heard));
      // Hanging up on purpose, or the server's end in a crash test: what was heard counts.
      for (const stream of [lines, response]) stream.on('error', () => resolve(heard));
    });
    request.on('error', (error) => (heard.length > 0 ? resolve(heard) : reject(error)));
  });
}
