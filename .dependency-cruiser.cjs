/**
 * The direction of dependencies (docs/architecture.md): modules -> platform, modules -> core, core -> nothing.
 * `npm run check` fails on any import that goes another way.
 */

/** Pure packages: data in, data out. Whatever else the core wants is a decision, taken here. */
const pureForCore = [
  'graphology[^/]*',
  'htmlparser2',
  'domhandler',
  'domutils',
  'entities',
  'mdast-util-[^/]+',
  'micromark[^/]*',
  'csv-parse',
  'csv-stringify',
  'zod',
  '@types/(mdast|unist)',
].join('|');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'core-imports-nothing-of-ours',
      comment: 'The core is data in, data out: it must be readable and testable with nothing running.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: '^(src|web|test|scripts|bench)/', pathNot: '^src/core/' },
    },
    {
      name: 'core-has-no-io',
      comment: 'No file, no socket, no process in the core.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '^src/core/notion/ids\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-ids-may-hash',
      comment: 'UUIDv5 is a hash: the one builtin that the core needs, in the one file that makes ids.',
      severity: 'error',
      from: { path: '^src/core/notion/ids\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'core-uses-pure-packages-only',
      comment: 'No framework, server or logger in the core. A new pure package is added to the list in this file.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { path: 'node_modules/', pathNot: `node_modules/(${pureForCore})/` },
    },
    {
      name: 'platform-knows-no-feature',
      comment: 'The platform is what every feature stands on; it may use the core.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/', pathNot: '^src/(platform|core)/' },
    },
    {
      name: 'no-storage-of-another-feature',
      comment: "A feature asks another feature's service, never its storage.",
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/[^/]+/.+\\.repository\\.ts$', pathNot: '^src/modules/$1/' },
    },
    {
      name: 'features-do-not-import-the-start',
      comment: 'main, cli and the root module know the features, not the other way about.',
      severity: 'error',
      from: { path: '^src/modules/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'src-stands-alone',
      comment: 'What is shipped imports neither tests nor the browser side nor scripts.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|web|scripts|bench)/' },
    },
    {
      name: 'web-stands-alone',
      comment: 'The browser side knows the server by its HTTP interface only.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(src|test|scripts|bench)/' },
    },
    {
      name: 'web-has-no-node',
      comment: "Node's builtins do not exist in a browser. (Vite's configuration runs in Node.)",
      severity: 'error',
      from: { path: '^web/', pathNot: '^web/vite\\.config\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-barrel-files',
      comment: 'Import from the file that has it: the flow stays visible and cycles stay out.',
      severity: 'error',
      from: { path: '(^|/)index\\.tsx?$', pathNot: '(^|/)node_modules/' },
      to: {},
    },
    {
      name: 'no-import-of-barrel-files',
      severity: 'error',
      from: {},
      to: { path: '(^|/)index\\.tsx?$', pathNot: '(^|/)node_modules/' },
    },
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one file, or lack a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports and that imports nothing is dead.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['\\.d\\.m?ts$', '\\.(mjs|cjs)$', '^web/vite\\.config\\.ts$', '\\.task\\.ts$'],
      },
      to: {},
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      // The build's output exists only after a build; the scripts that read it import it by address.
      to: { couldNotResolve: true, pathNot: '^(\\.\\./)+dist/' },
    },
    {
      name: 'shipped-code-needs-shipped-packages',
      comment: 'A devDependency is not there in production. Types alone are erased and may come from anywhere.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|golden|test-results)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    // Newer packages are ESM only and say so in "exports".
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
