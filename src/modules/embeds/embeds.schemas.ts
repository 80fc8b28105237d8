import { z } from 'zod';

/** An origin that may frame an embed beside Notion's own. */
const domain = z
  .string()
  .max(253)
  .regex(
    /^(?:https:\/\/)?(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?$/i,
    'must be a domain, e.g. wiki.example.com',
  )
  .transform((text) => (text.startsWith('https://') ? text : `https://${text}`).toLowerCase());

export const embedOptions = z.object({
  /** Show the sentences that hold a link. */
  evidence: z.boolean().default(false),
  /** Show pages' properties. */
  properties: z.boolean().default(false),
  /** Show pages' Notion addresses, to open them. */
  urls: z.boolean().default(true),
  /** Offer the graph as a file. */
  download: z.boolean().default(false),
  theme: z.enum(['auto', 'light', 'dark']).default('auto'),
  domains: z.array(domain).max(20).default([]),
  expires_at: z.iso.datetime({ offset: true }).nullable().default(null),
});
export type EmbedOptions = z.infer<typeof embedOptions>;

/** A body may be left out: every option has a default. */
export const embedCreation = embedOptions.prefault({});

export const embedView = z.object({
  id: z.uuid(),
  options: embedOptions,
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
});
export const createdEmbed = z.object({ id: z.uuid(), url: z.url(), options: embedOptions });
export const embedList = z.object({ embeds: z.array(embedView), next_cursor: z.null() });

export const graphParam = z.object({ id: z.uuid() });
export const embedParam = z.object({ id: z.uuid(), embed_id: z.uuid() });

export const sharedGraph = z.object({
  name: z.string(),
  version: z.number().int(),
  options: embedOptions.omit({ domains: true }),
  stats: z.object({ nodes: z.number().int(), links: z.number().int(), communities: z.number().int() }),
});
