import { z } from 'zod';

/** Any object of Notion's. What else it holds is for its reader to look at: unknown members pass. */
const wireObject = z.looseObject({ object: z.string(), id: z.string() });
export type WireObject = z.infer<typeof wireObject>;

const propertyItem = z.looseObject({ object: z.literal('property_item'), type: z.string() });
export type PropertyItem = z.infer<typeof propertyItem>;

const requestStatus = z.looseObject({ type: z.string(), incomplete_reason: z.string().optional() });

/** One page of a list; `request_status` tells that the list was cut at 10,000 (notion-api.md §3). */
export interface Paginated<T> {
  results: T[];
  next_cursor: string | null;
  has_more: boolean;
  request_status?: z.infer<typeof requestStatus> | null | undefined;
}

const listOf = <T extends z.ZodType>(item: T) =>
  z
    .looseObject({
      object: z.literal('list'),
      results: z.array(item),
      next_cursor: z.string().nullable(),
      has_more: z.boolean(),
      request_status: requestStatus.nullish(),
    })
    // Else the rest of the list would be lost without a word.
    .refine(({ has_more, next_cursor }) => !has_more || next_cursor !== null, 'has_more without next_cursor');

export const anyObject: z.ZodType<WireObject> = wireObject;

export const objectList: z.ZodType<Paginated<WireObject>> = listOf(wireObject);

/** A property that can hold many values comes as a list, any other as itself: here always a list. */
export const propertyItems: z.ZodType<Paginated<PropertyItem>> = z.union([
  listOf(propertyItem),
  propertyItem.transform((item) => ({ results: [item], next_cursor: null, has_more: false })),
]);

/** notion-api.md §5. */
export const pageMarkdown = z.looseObject({
  object: z.literal('page_markdown'),
  id: z.string(),
  markdown: z.string(),
  truncated: z.boolean(),
  unknown_block_ids: z.array(z.string()),
});
export type PageMarkdown = z.infer<typeof pageMarkdown>;
