import { readExport } from './src/modules/imports/export/read-export.ts';
import { writeExport } from './test/export/write-export.ts';
import { combinePages } from './test/export/combine-pages.ts';
import { execSync } from 'node:child_process';
const [format, seed] = [process.argv[2] as 'markdown', Number(process.argv[3])];
const path = '/tmp/t3.zip';
const exp = await writeExport(path, {seed, format, pages: 5 + ((seed * 13) % 90), links_per_page: 1 + (seed % 5), parts: 0});
const pages=[]; const it=readExport(path,{}); let ledger;
for(;;){const r=await it.next(); if(r.done){ledger=r.value.ledger;break;} pages.push(r.value);}
const S=(l:any)=>`${l.source} ${l.directed ? '->' : '--'} ${l.target} ${l.kinds.join('+')} ${l.value}`;
const got=new Set(combinePages(pages).map(S)), want=new Set(exp.links.map(S));
for(const x of want) if(!got.has(x)) console.log('MISSING',x);
for(const x of got) if(!want.has(x)) console.log('EXTRA  ',x);
const gn=new Map(pages.map(p=>[p.notion_id,p]));
for(const n of exp.nodes){const p=gn.get(n.id); if(!p){console.log('NONODE',n);continue;} if(p.title!==n.title||p.kind!==n.kind||p.parent_id!==n.parent_id||p.database_id!==n.database_id) console.log('NODE',n,{t:p.title,k:p.kind,p:p.parent_id,d:p.database_id}); gn.delete(n.id);}
for(const p of gn.values()) console.log('EXTRANODE',p.title,p.notion_id);
console.log(JSON.stringify(ledger.map(l=>[l.reason,l.count])), exp.self_links,exp.missing_targets,exp.rows_without_page);
