/**
 * `$…$` and `$$…$$` as Notion writes equations. As in Pandoc, the opening mark is followed and the closing one preceded
 * by something other than white space, and no digit follows, so that prices are not equations.
 */
export function mathRanges(source: string, offset = 0): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  if (!source.includes('$')) return ranges;
  for (const match of source.matchAll(/\$\$[^]+?\$\$|(?<![\\$\w])\$(?=\S)[^$\n]*(?<=[^\s\\])\$(?![\d$])/g)) {
    ranges.push({ start: offset + match.index, end: offset + match.index + match[0].length });
  }
  return ranges;
}
