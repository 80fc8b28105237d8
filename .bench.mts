import { readExport } from './src/modules/imports/export/read-export.ts';
import { writeExport } from './test/export/write-export.ts';
import { existsSync } from 'node:fs';
const [n, lp, pb, format='markdown'] = [Number(process.argv[2]), Number(process.argv[3]), Number(process.argv[4]), process.argv[5]];
const path = `/tmp/bench-${n}-${lp}-${pb}-${format}.zip`;
let t = performance.now();
if (!existsSync(path)) { await writeExport(path, {seed: 1, pages: n, links_per_page: lp, page_bytes: pb, parts: 1, format: format as 'markdown'}); console.log('written', performance.now()-t); process.exit(); }
t = performance.now(); const c0 = process.cpuUsage(); let k=0, links=0;
for await (const p of readExport(path, {})) { k++; links += p.links.length; }
const cpu = process.cpuUsage(c0); const ms = performance.now()-t;
console.log(JSON.stringify({n, lp, pb, format, pages:k, links, ms: Math.round(ms), cpu_ms: Math.round((cpu.user+cpu.system)/1000), cpu_pps: Math.round(k/((cpu.user+cpu.system)/1e6)), pps: Math.round(k/ms*1000), rss_mb: Math.round(process.resourceUsage().maxRSS/1024)}));
