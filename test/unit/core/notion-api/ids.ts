/** Ids as Notion spells them, told apart by their last digits, and addresses of them. */
export function idOf(n: number): string {
  return `01234567-89ab-cdef-0123-${n.toString(16).padStart(12, '0')}`;
}

export function hexOf(n: number): string {
  return idOf(n).replaceAll('-', '');
}

export function urlOf(n: number, block?: number): string {
  return `https://app.notion.com/p/${hexOf(n)}${block === undefined ? '' : `#${hexOf(block)}`}`;
}

/** Titles of the pages 1 to 9; the others have none that is known. */
export function titles(id: string): string | undefined {
  const n = parseInt(id.slice(-12), 16);
  return n >= 1 && n <= 9 ? `Page ${n}` : undefined;
}
