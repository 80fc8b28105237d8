import { Parser } from 'htmlparser2';

export interface HtmlFragment {
  /** The `<a href>` outside code, with the places of their texts in `text`. */
  links: { reference: string; start: number; end: number }[];
  /** What a reader sees. */
  text: string;
  /** The source without tags, links and code: what may still be Markdown. */
  rest: string;
}

const CODE = new Set(['pre', 'code', 'script', 'style', 'textarea']);

/** Reads the raw HTML that a Markdown page may hold. Comments fall away. */
export function fragmentOfHtml(html: string): HtmlFragment {
  const links: HtmlFragment['links'] = [];
  let text = '';
  let rest = '';
  let code = 0;
  let open: HtmlFragment['links'][number] | null = null;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (CODE.has(name)) code += 1;
        // `<https://…>` is Markdown's autolink, though it looks like a tag.
        else if (name.startsWith('http')) rest += html.slice(parser.startIndex, parser.endIndex + 1);
        else if (name === 'a' && code === 0 && attributes.href !== undefined) {
          open = { reference: attributes.href, start: text.length, end: text.length };
          links.push(open);
        }
      },
      ontext(data) {
        text += data;
        if (open !== null) open.end = text.length;
        else if (code === 0) rest += html.slice(parser.startIndex, parser.endIndex + 1);
      },
      onclosetag(name) {
        if (CODE.has(name)) code = Math.max(0, code - 1);
        else if (name === 'a') open = null;
      },
    },
    { decodeEntities: true },
  );
  parser.write(html);
  parser.end();
  return { links, text, rest };
}
