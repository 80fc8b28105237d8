import { duration, n, plural } from './strings.js';

/** The words of what opens later, fetched with it. */
export const td = {
  ledger: {
    title: 'What could not be read',
    none: 'Everything was read',
    noneDetail: 'Every page, link and file of the last import found its place on the map.',
    missing: 'There is no record of an import for this graph.',
    intro: (count: number) => `${plural(count, 'thing', 'things')} of the last import did not make it onto the map:`,
    subjects: { page: 'Pages', block: 'Blocks', link: 'Links', file: 'Files' } as Record<string, string>,
    examples: 'Examples',
    further: (count: number) => `and ${n(count)} more`,
    reasons: {
      self_link: ['Links from a page to itself', 'A page cannot be its own neighbour, so these are not drawn.'],
      target_not_in_export: [
        'Links to pages that the export does not hold',
        'The page was not part of the export, or was not shared. Export with sub-pages to include it.',
      ],
      page_too_large: ['Pages that are too large', 'They are on the map; their text was not searched for links.'],
      page_unreadable: ['Pages that could not be opened', 'Their file is damaged or in an unknown encoding.'],
      row_without_page: [
        'Table rows without a page of their own',
        'The export lists the row but holds no page for it.',
      ],
      ambiguous_row: ['Table rows that fit several pages', 'Pages of the same name cannot be told apart in an export.'],
      ambiguous_parent: [
        'Pages with more than one possible parent',
        'Folders of the same name cannot be told apart in an export.',
      ],
      duplicate_file: ['Files that are in the export twice', 'The first one was read.'],
      parent_ambiguous: ['Pages with more than one possible parent', 'Folders of the same name cannot be told apart.'],
      target_not_shared: [
        'Links to pages that were not shared',
        'Share them with the connection: in Notion open the page → ••• → Connections.',
      ],
      child_not_shared: [
        'Sub-pages that were not shared',
        'Notion names them but does not let this connection read them.',
      ],
      synced_original_not_shared: [
        'Synced blocks whose original was not shared',
        'The copy was read; the page it comes from is not on the map.',
      ],
      block_not_shared: [
        'Blocks that were not shared',
        'They come from a page that this connection may not read, as synced copies do.',
      ],
      block_hidden: ['Blocks that Notion keeps back', 'Notion says that something is there, but not what.'],
      block_type_unknown: [
        'Blocks of a new kind',
        'Notion has added them since; what is inside them was read where that was possible.',
      ],
      page_too_deep: ['Blocks nested very deep', 'What lies deeper than any page needs was not looked at.'],
      comments_not_readable: [
        'Pages whose comments could not be read',
        'In Notion, let the integration read comments, then read everything again.',
      ],
      notion_object_not_found: [
        'Pages that were gone when they were read',
        'They were moved to the trash, or are no longer shared.',
      ],
      notion_restricted: [
        'Pages that the connection may not read',
        'In Notion, let the integration read content, then sync again.',
      ],
      notion_refused: [
        'Pages that Notion refuses to give out',
        'They are on the map, without the links in their text. Asking again would be refused again.',
      ],
      notion_answer_too_large: [
        'Pages that are too large to be read',
        'They are on the map, without the links in their text.',
      ],
      notion_failed: [
        'Pages that Notion did not answer for',
        'It failed several times. The next sync asks for them again.',
      ],
    } as Record<string, [string, string]>,
    blocksNotReadable: (type: string): [string, string] => [
      `Blocks that Notion does not show: ${type}`,
      'Its interface gives out no content of these, so links in them are missing.',
    ],
  },

  embed: {
    title: 'Embed this map in Notion',
    create: 'Create a link',
    creating: 'Creating the link…',
    url: 'Link to the map',
    once: 'Copy it now: the link is shown only once. Whoever has it can see this map.',
    steps: [
      'Copy the link',
      'In Notion, type /embed on a page and press Enter',
      'Paste the link and choose “Embed link”',
    ],
    select: 'Select the link and copy it with your keyboard.',
  },

  login: {
    notionTitle: 'See how your pages connect',
    notionDetail: 'Connect Notion and choose which pages to read. Nothing in your workspace is ever changed.',
    notion: 'Connect Notion',
    or: 'or with a password',
    title: 'Log in',
    detail: 'This map is protected by a password.',
    password: 'Password',
    submit: 'Log in',
    wrong: 'That password is not right.',
    wait: (seconds: number) => `Too many tries. Try again in ${duration(seconds)}.`,
  },

  connections: {
    title: 'Connections',
    none: 'No workspace is connected yet',
    noneDetail: 'Connect Notion, and its map keeps up with it. Or import an export: it is listed here, too.',
    add: 'Connect a workspace',
    kinds: {
      oauth: 'Connected with Notion',
      token: 'Internal integration',
      export: 'From an export',
      sample: 'Sample workspace',
    },
    states: { active: 'Connected', revoked: 'Disconnected by Notion', failing: 'Notion does not answer' },
    reading: 'Being read now',
    sync: 'Sync now',
    syncOf: (name: string) => `Sync ${name} now`,
    progress: 'Show progress',
    progressOf: (name: string) => `Show the progress of ${name}`,
    full: 'Read everything again',
    fullOf: (name: string) => `Read everything of ${name} again`,
    refresh: 'Refresh',
    every: (minutes: number): string => {
      if (minutes % 10_080 === 0) return minutes === 10_080 ? 'every week' : `every ${n(minutes / 10_080)} weeks`;
      if (minutes % 1_440 === 0) return minutes === 1_440 ? 'every day' : `every ${n(minutes / 1_440)} days`;
      if (minutes % 60 === 0) return minutes === 60 ? 'every hour' : `every ${n(minutes / 60)} hours`;
      return `every ${n(minutes)} minutes`;
    },
    comments: 'Read comments, too',
    commentsDetail:
      'Links in comments join the map. It costs one more request a page: a sync takes about twice as long.',
    saved: 'Saved',
    revoked: 'Notion no longer accepts this connection. Its map is kept as it was read last.',
    failing: 'The last tries to read it failed. It is tried again by itself.',
    reconnect: 'Reconnect',
    reconnectOf: (name: string) => `Reconnect ${name}`,
    disconnect: 'Disconnect',
    remove: 'Remove',
    endOf: (words: string, name: string) => `${words} ${name}`,
    disconnected: (name: string) => `“${name}” is disconnected, with its maps.`,
    removed: (name: string) => `“${name}” is removed, with its maps.`,
  },

  connect: {
    title: 'Connect a workspace',
    again: (name: string) => `Reconnect ${name}`,
    oauth: 'Connect with Notion',
    oauthDetail: 'Notion asks which pages to share. The quickest way.',
    or: 'or with a token of your own',
    steps: [
      ['Make an integration', 'New integration → your workspace, type “Internal”, and save'],
      ['Copy its token', 'Under Configuration: it begins with ntn_'],
      ['Share your pages with it', 'In Notion open your top pages → ••• → Connections → add it'],
    ] as [string, string][],
    where: 'notion.so/profile/integrations',
    whereUrl: 'https://www.notion.so/profile/integrations',
    token: 'Integration token',
    hint: 'ntn_…',
    submit: 'Connect',
    submitting: 'Asking Notion…',
    private: 'The token is kept encrypted on this server and goes to Notion only.',
    spaces: 'That is not a token: it has no spaces and begins with ntn_ or secret_.',
    known: (name: string) => `“${name}” was connected already.`,
    connected: (name: string) => `“${name}” is connected.`,
    errors: {
      notion_token_invalid: 'Notion does not know this token. Copy it again, whole, from the integration’s page.',
      validation_failed: 'That is not a token. Copy it again, whole, from the integration’s page.',
      notion_unavailable: 'Notion does not answer just now. Your token may be fine: try again in a moment.',
      notion_rate_limited: 'Notion asks this server to slow down. Try again in a moment.',
      notion_refused: 'Notion refused to say whose token this is. Check that the integration is still there.',
    } as Record<string, string>,
  },

  databases: {
    title: 'New graph from databases',
    intro: 'The map shows the pages of the databases you choose, and the links among them.',
    workspace: 'Workspace',
    filter: 'Search databases',
    all: 'Select all',
    none: 'Select none',
    list: 'Databases',
    pages: (count: number) => plural(count, 'page', 'pages'),
    chosen: (count: number, pages: number) =>
      count === 0 ? 'None chosen' : `${n(count)} chosen, ${plural(pages, 'page', 'pages')}`,
    noMatch: (query: string) => `No database matches “${query}”.`,
    empty: 'No databases here',
    emptyDetail: 'In Notion, share the pages that hold them with the connection; then sync.',
    stale: 'Notion does not answer just now: these are the databases known last.',
    name: 'Name of the graph',
    nameOf: (first: string, others: number) => (others === 0 ? first : `${first} and ${n(others)} more`),
    create: 'Create graph',
    creating: 'Creating…',
    loading: 'Asking Notion for your databases…',
  },
};
