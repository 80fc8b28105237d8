import { ZipFile } from 'yazl'; import { buffer } from 'node:stream/consumers'; import { writeFileSync } from 'node:fs';
import { inspectExport } from './src/modules/imports/export/read-export.ts';
let t=performance.now(); const zip=new ZipFile(); for (let i=0;i<100000;i++) zip.addBuffer(Buffer.alloc(0),`f/${i}.png`,{compress:false}); zip.addBuffer(Buffer.from('# T'),'T 0123456789abcdef0123456789abcdef.md'); zip.end(); writeFileSync('/tmp/100k.zip', await buffer(zip.outputStream)); console.log('write',performance.now()-t);
t=performance.now(); console.log(await inspectExport('/tmp/100k.zip'), performance.now()-t);
