import { environmentSchema } from './config.js';

/** The text of `.env.example`: every variable with its meaning, commented out at its default. */
export function envExample(): string {
  const lines = [
    '# Copy to .env and change what you need. Every variable is checked at start; an empty one counts as absent.',
  ];
  for (const [name, schema] of Object.entries(environmentSchema.shape)) {
    const parsed = schema.safeParse(undefined);
    const byDefault = parsed.success && parsed.data !== undefined ? String(parsed.data) : '';
    lines.push('', `# ${schema.description ?? ''}`, `#${name}=${byDefault}`);
  }
  return `${lines.join('\n')}\n`;
}
