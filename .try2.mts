import { readExport } from './src/modules/imports/export/read-export.ts';
for await (const p of readExport(process.argv[2]!, {})) for (const l of p.links) console.log(p.notion_id.replaceAll('-','')+' '+l.target.replaceAll('-','')+'\t'+p.title+'\t'+l.kind+'\t'+l.count+'\t'+l.evidence[0]);
