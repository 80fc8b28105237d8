import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

const here = import.meta.dirname;
const server = 'http://127.0.0.1:3000';

/** Two pages, one build: the app at `/`, the embed at `/embed/:token`. The server serves both from dist/web. */
export default defineConfig({
  root: here,
  base: '/',
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  build: {
    outDir: `${here}/../dist/web`,
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The content policy allows neither inline scripts nor data: fonts and scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    assetsDir: 'assets',
    rolldownOptions: { input: { index: `${here}/index.html`, embed: `${here}/embed.html` } },
  },
  server: { proxy: { '/api': server, '^/embed/.+': server } },
});
