import { Parser } from 'htmlparser2';

import { BlockText, type FoundLink, type InlineKind, type LinkSink } from './block-text.js';
import type { PageContent, PropertyLine } from './page-content.js';

/** Elements whose start and end separate one line of text from the next. */
const BLOCKS = new Set(
  'address article aside blockquote body caption dd details div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);
const CODE = new Set(['pre', 'code']);
const INVISIBLE = new Set(['script', 'style', 'head', 'template', 'noscript']);
const VOID = new Set(['br', 'img', 'hr', 'input', 'meta', 'link', 'col', 'wbr', 'source', 'embed', 'area', 'base']);

/** Notion's own page markup; the sitemap (index.html) and attached HTML files have none. */
const ARTICLE = /<article\s[^>]*\bid="([0-9a-f-]{32,36})"[^>]*>/i;

/** The id in an HTML file's `<article>`, by which a file without an id in its name is known for a Notion page. */
export function articleId(html: string): string | null {
  return ARTICLE.exec(html)?.[1] ?? null;
}

/** A page as Notion writes it in HTML (notion-api.md §9). Never throws: HTML has no syntax errors. */
export function readHtmlPage(html: string): PageContent {
  const links: FoundLink[] = [];
  const reader = new HtmlReader((link) => links.push(link));
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(name, attributes),
      ontext: (data) => reader.text(data),
      onclosetag: (name) => reader.close(name),
    },
    { decodeEntities: true },
  );
  parser.write(html);
  parser.end();
  reader.end();
  return {
    id: reader.id,
    title: reader.title === null ? null : reader.title.replace(/\s+/g, ' ').trim(),
    icon: reader.icon.trim() === '' ? null : reader.icon.trim(),
    properties: reader.properties,
    body_start: 0,
    property_end: 0,
    shows_database: reader.shows_database,
    findLinks(_from: number, sink: LinkSink) {
      links.forEach(sink);
    },
  };
}

/** Parts of a page in which text means something else; counted, as they nest. */
type Region = 'code' | 'invisible' | 'in_title' | 'in_icon' | 'in_collection' | 'in_nav' | 'in_page_body';

interface Open {
  name: string;
  classes: string;
  end: (() => void) | null;
}

class HtmlReader {
  id: string | null = null;
  title: string | null = null;
  icon = '';
  shows_database = false;
  readonly properties: PropertyLine[] = [];

  private readonly stack: Open[] = [];
  private readonly body: BlockText;
  private code = 0;
  private invisible = 0;
  private in_title = 0;
  private in_icon = 0;
  /** Inside a database's table: its rows' own pages say what it shows. */
  private in_collection = 0;
  private in_nav = 0;
  private in_page_body = 0;
  private has_content = false;
  private in_anchor = false;
  private property: PropertyLine | null = null;
  private cell: 'th' | 'td' | null = null;
  private property_links: NonNullable<PropertyLine['links']> = [];

  constructor(sink: LinkSink) {
    this.body = new BlockText(sink);
  }

  open(name: string, attributes: Record<string, string>): void {
    const classes = ` ${attributes.class ?? ''} `;
    this.separate(name);
    if (name === 'figure') this.has_content = true;
    const entry: Open = { name, classes, end: null };
    this.enter(entry, name, classes, attributes);
    if (VOID.has(name)) entry.end?.();
    else this.stack.push(entry);
  }

  private enter(entry: Open, name: string, classes: string, attributes: Record<string, string>): void {
    if (name === 'article') this.id ??= attributes.id ?? null;
    else if (name === 'br') this.addText('\n');
    else if (name === 'a' && attributes.href !== undefined) this.anchor(entry, classes, attributes.href);
    else if (name === 'iframe' || name === 'embed') this.embed(attributes.src);
    else if (!this.enterTable(entry, name, classes)) {
      const region = this.regionOf(name, classes);
      if (region !== null) entry.end = this.counted(region);
    }
  }

  private enterTable(entry: Open, name: string, classes: string): boolean {
    if (name === 'tr' && classes.includes(' property-row ')) this.openProperty(entry, classes);
    else if (this.property !== null && (name === 'th' || name === 'td')) this.openCell(entry, name);
    else if (name === 'table' && classes.includes(' collection-content ')) this.collection(entry);
    else return false;
    return true;
  }

  private regionOf(name: string, classes: string): Region | null {
    if (name === 'h1' && classes.includes(' page-title ') && this.title === null) {
      this.title = '';
      return 'in_title';
    }
    if (INVISIBLE.has(name)) return 'invisible';
    if (CODE.has(name)) return 'code';
    if (name === 'nav') return 'in_nav';
    if (classes.includes(' page-body ')) return 'in_page_body';
    return classes.includes(' icon ') && this.within('page-header-icon') ? 'in_icon' : null;
  }

  private embed(src: string | undefined): void {
    if (src !== undefined && this.property === null && this.linkable()) this.body.open(src, 'url')();
  }

  private collection(entry: Open): void {
    // A database's page holds nothing before its table; an inline database's is inside a div of its own.
    if (this.stack.at(-1)?.classes.includes(' page-body ') && !this.has_content) this.shows_database = true;
    entry.end = this.counted('in_collection');
  }

  private openProperty(entry: Open, classes: string): void {
    const type = /\sproperty-row-([a-z_]+)\s/.exec(classes)?.[1] ?? null;
    this.property = { name: '', value: '', type, links: [] };
    this.property_links = [];
    entry.end = () => {
      const property = this.property;
      this.property = null;
      if (property === null) return;
      property.name = property.name.replace(/\s+/g, ' ').trim();
      property.value = property.value.trim();
      property.links = this.property_links;
      this.properties.push(property);
    };
  }

  private openCell(entry: Open, name: 'th' | 'td'): void {
    this.cell = name;
    entry.end = () => {
      this.cell = null;
    };
  }

  private anchor(entry: Open, classes: string, href: string): void {
    if (!this.linkable()) return;
    if (this.property !== null) {
      this.propertyAnchor(entry, this.property, href);
      return;
    }
    if (this.in_title > 0 && this.title === null) return;
    const end = this.body.open(href, this.anchorKind(classes));
    this.in_anchor = true;
    entry.end = () => {
      this.in_anchor = false;
      end();
    };
  }

  private propertyAnchor(entry: Open, property: PropertyLine, href: string): void {
    const kind = property.type === 'relation' ? 'relation' : property.type === 'url' ? 'url' : 'link';
    const from = property.value.length;
    const link = { reference: href, kind, title: '' } as const;
    this.in_anchor = true;
    entry.end = () => {
      this.in_anchor = false;
      this.property_links.push({ ...link, title: property.value.slice(from).trim() });
    };
  }

  private anchorKind(classes: string): InlineKind {
    if (classes.includes(' bookmark ')) return 'url';
    if (this.within('link-to-page')) return 'link_to_page';
    // Embeds and files: `<figure><div class="source"><a href>`.
    return this.within('source') && this.stack.some((entry) => entry.name === 'figure') ? 'url' : 'link';
  }

  text(data: string): void {
    if (this.invisible > 0) return;
    if (this.in_icon > 0) {
      this.icon += data;
      return;
    }
    if (this.in_title > 0 && this.title !== null) this.title += data;
    if (this.in_page_body > 0 && data.trim() !== '') this.has_content = true;
    this.addText(data);
  }

  private addText(data: string): void {
    if (this.property !== null) {
      if (this.cell === 'th') this.property.name += data;
      else if (this.cell === 'td') this.property.value += data;
    } else if (this.in_collection > 0 || this.code > 0 || this.in_nav > 0) this.body.addMasked(data);
    else this.body.add(data);
  }

  close(name: string): void {
    const at = this.stack.findLastIndex((entry) => entry.name === name);
    if (at === -1) return;
    for (const entry of this.stack.splice(at).reverse()) entry.end?.();
    this.separate(name);
  }

  /** A bookmark's link holds blocks of its own: it ends before they do. */
  private separate(name: string): void {
    if (!BLOCKS.has(name) || this.property !== null) return;
    if (this.in_anchor) this.body.add(' ');
    else this.body.flush();
  }

  end(): void {
    for (const entry of this.stack.splice(0).reverse()) entry.end?.();
    this.body.flush();
  }

  private linkable(): boolean {
    return this.code === 0 && this.invisible === 0 && this.in_collection === 0 && this.in_nav === 0 && !this.in_anchor;
  }

  private within(class_name: string): boolean {
    return this.stack.some((entry) => entry.classes.includes(` ${class_name} `));
  }

  private counted(counter: Region): () => void {
    this[counter] += 1;
    return () => {
      this[counter] -= 1;
    };
  }
}
