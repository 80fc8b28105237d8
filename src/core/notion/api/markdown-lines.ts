/** A line of text; lines of code and of mathematics are left out, since nothing in them is a reference. */
export interface Line {
  /** Without its indentation. */
  text: string;
  /** Tabs, or the spaces that stand for them. */
  indent: number;
  /** Where it starts in the markdown. */
  offset: number;
}

/** A fence may stand behind the mark of a list item or a quote. Backticks after it make it inline code. */
const FENCE = /^(?:(?:[-*+>]|\d{1,9}\.)\s+){0,8}(`{3,})[^`]*$/;
const MATH_FENCE = /^\$\$\s*(?:\{[^{}]*\}\s*)?$/;

/**
 * Notion-flavoured markdown has one block a line, tabs for nesting, and fences of any length around code, which is
 * literal (notion-api.md §5, §10). A fence that is never closed takes the rest: better a lost link than one out of code.
 */
export function* markdownLines(markdown: string): Generator<Line> {
  const last_math = lastMathFence(markdown);
  let fence = 0;
  let in_math = false;
  for (const line of eachLine(markdown)) {
    if (fence > 0) {
      if (closesFence(line.text, fence)) fence = 0;
      continue;
    }
    if (in_math) {
      in_math = !MATH_FENCE.test(line.text);
      continue;
    }
    fence = fenceLength(line.text);
    // A `$$` with none after it opens nothing.
    in_math = fence === 0 && line.offset < last_math && MATH_FENCE.test(line.text);
    if (fence === 0 && !in_math && line.text !== '') yield line;
  }
}

function* eachLine(markdown: string): Generator<Line> {
  for (let offset = 0; offset <= markdown.length;) {
    const newline = markdown.indexOf('\n', offset);
    const end = newline === -1 ? markdown.length : newline;
    let start = offset;
    while (start < end && isBlank(markdown.charCodeAt(start))) start += 1;
    const text = markdown.slice(start, end).trimEnd();
    yield { text, indent: start - offset, offset };
    offset = end + 1;
  }
}

function isBlank(code: number): boolean {
  return code === 0x09 || code === 0x20;
}

function fenceLength(text: string): number {
  return text.includes('```') ? (FENCE.exec(text)?.[1]?.length ?? 0) : 0;
}

/** At least as long as the one that opened, and nothing else on the line. */
function closesFence(text: string, length: number): boolean {
  return text.length >= length && /^`+$/.test(text);
}

/** Where the last line that consists of `$$` starts, or -1. */
function lastMathFence(markdown: string): number {
  let last = -1;
  if (!markdown.includes('$$')) return last;
  for (const { text, offset } of eachLine(markdown)) if (MATH_FENCE.test(text)) last = offset;
  return last;
}
