import { readExport, inspectExport } from '/work/main/src/modules/imports/export/read-export.ts';
const f = process.argv[2]!;
const t=performance.now();
console.log(await inspectExport(f));
const it = readExport(f, {});
let n=0, db=0, kids=0; const links=new Set<string>(), kc:Record<string,number>={};
const pages:any[]=[];
for(;;){ const r=await it.next(); if(r.done){ console.log(JSON.stringify(r.value.ledger.map(l=>({...l,examples:l.examples.slice(0,4)})),null,1)); break;}
 const p=r.value; pages.push(p); n++; if(p.kind==='database')db++; if(p.parent_id)kids++; for(const l of p.links){links.add(p.notion_id+l.target); kc[l.kind]=(kc[l.kind]??0)+1;} }
console.log({n,db,kids,linked:links.size,kc, ms:performance.now()-t});
if(process.argv[3]) console.log(JSON.stringify(pages.slice(0,+process.argv[3]),null,1));
